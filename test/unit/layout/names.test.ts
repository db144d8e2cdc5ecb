import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFolders } from '../../../cli/source-files.ts';

const FOLDERS = sourceFolders().filter((folder) => folder !== 'test');
const files = globSync(`{${FOLDERS.join(',')}}/**/*.{ts,tsx,mjs}`).filter((file) => !file.endsWith('.d.ts'));

/** Each stage has its own. */
const OF_EACH_STAGE = ['env.ts', 'handler.ts'];
const EXPORTED = /^export (?:async )?(?:const|function\*?|class|interface|type) +(\w+)/gm;

function repeated(places: readonly (readonly [name: string, file: string])[]) {
  const byName = Map.groupBy(new Set(places.map(([name, file]) => `${name} ${file}`)), (place) => place.split(' ')[0]);
  return [...byName.values()].filter((same) => same.length > 1);
}

describe('names in the sources', () => {
  it('has each base name of a file once, so that a name is enough to find it', () => {
    const names = files.map((file) => [basename(file).replace(/\.(tsx?|mjs)$/, ''), file] as const);

    expect(repeated(names.filter(([, file]) => !OF_EACH_STAGE.includes(basename(file))))).toEqual([]);
  });

  it('exports each name from one file', () => {
    const names = files
      .filter((file) => !OF_EACH_STAGE.includes(basename(file)))
      .flatMap((file) =>
        Array.from(readFileSync(file, 'utf8').matchAll(EXPORTED), ([, name = '']) => [name, file] as const),
      );

    expect(repeated(names)).toEqual([]);
  });
});
