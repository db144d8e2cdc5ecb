import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

describe('what the publisher makes of a row', () => {
  it('takes no more memory than it did, in bytes a record', () => {
    const child = join(import.meta.dirname, 'publisher-allocations.ts');
    const args = ['--expose-gc', '--max-semi-space-size=256', '--min-semi-space-size=256', child];
    const bytes = Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));

    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(20_000);
  });
});
