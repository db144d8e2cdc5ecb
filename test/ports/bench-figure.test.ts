import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../harness/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'chargeonce-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('measure a figure by its name', () => {
  it('counts the write units of an order, ours and those of the usual parts, and keeps samples and page where it is told', async () => {
    const [json, html] = [join(folder, 'of/bench.json'), join(folder, 'of/bench.html')];
    const kept = readFileSync('docs/performance.md', 'utf8');

    const args = ['write-units', '--json', json, '--html', html];
    const { code, stdout } = await runCli({ command: 'bench', args, env: {} });

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('units per order | stores: 7 | usual parts: 9 |'),
    });
    const { figures } = JSON.parse(readFileSync(json, 'utf8'));
    expect(figures['write-units'].samples).toEqual({
      "one order's life": { stores: [{ units: 7 }], 'usual parts': [{ units: 9 }] },
    });
    expect(readFileSync(html, 'utf8')).toContain('usual parts: 9');
    expect(readFileSync('docs/performance.md', 'utf8')).toBe(kept);
  });
});
