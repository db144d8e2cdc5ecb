import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** All sources of the project that a file loads with it. */
function sourcesOf(file: string): string[] {
  const { metafile } = buildSync({
    ...{ entryPoints: [file], bundle: true, write: false, metafile: true },
    ...{ format: 'esm', platform: 'node', packages: 'external' },
  });
  return Object.keys(metafile.inputs);
}

describe('the peers of a measurement', () => {
  it('has kafkajs as it is: none of the changes that ours makes to it is loaded', () => {
    const ownKafka = (file: string) => sourcesOf(file).filter((source) => /functions\/platform\/kafka/.test(source));

    expect(ownKafka('bench/peers/raw-kafkajs.ts')).toEqual([]);
    expect(ownKafka('bench/subjects/outbox-publisher-subject.ts')).toContain('functions/platform/kafkajs-repairs.ts');
  });
});
