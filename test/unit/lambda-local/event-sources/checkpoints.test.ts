import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileCheckpoints } from '../../../../lambda-local/event-sources/checkpoints.ts';
import { waitFor } from '../../../harness/wait-for.ts';

describe('remembering how far a stream is processed', () => {
  it('keeps the last sequence number of each shard for the next process', () => {
    const file = join(aFolder(), 'checkpoints/Mapping.json');
    const checkpoints = fileCheckpoints(file);
    checkpoints.write('shard-1', '100');
    checkpoints.write('shard-2', '150');
    checkpoints.write('shard-1', '200');
    checkpoints.save();

    const next = fileCheckpoints(file);
    expect([next.read('shard-1'), next.read('shard-2'), next.read('shard-3')]).toEqual(['200', '150', undefined]);
  });

  it('writes them by itself soon after a change', async () => {
    const file = join(aFolder(), 'Mapping.json');
    fileCheckpoints(file).write('shard', '100');

    await waitFor(() => fileCheckpoints(file).read('shard') === '100', { within: 5_000, what: 'the saved checkpoint' });
  });

  it('is not harmed by a process that was killed while it wrote', () => {
    const folder = aFolder();
    const file = join(folder, 'Mapping.json');
    save(file, '100');
    writeFileSync(`${file}.new`, '{"shard":"20');

    expect(fileCheckpoints(file).read('shard')).toBe('100');
    save(file, '300');
    expect(readdirSync(folder)).toEqual(['Mapping.json']);
  });

  it('says which file cannot be read rather than starting anew', () => {
    const file = join(aFolder(), 'Mapping.json');
    writeFileSync(file, 'no json');

    expect(() => fileCheckpoints(file)).toThrow(file);
  });
});

function save(file: string, sequenceNumber: string) {
  const checkpoints = fileCheckpoints(file);
  checkpoints.write('shard', sequenceNumber);
  checkpoints.save();
}

const aFolder = () => mkdtempSync(join(tmpdir(), 'checkpoints-'));
