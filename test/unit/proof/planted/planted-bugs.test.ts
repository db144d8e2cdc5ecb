import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { bugNamed, plantedBugs } from '../../../../proof/planted/all-bugs.ts';
import { type CodeEdit, withEdits } from '../../../../proof/planted/planted-bug.ts';

const edit = (find: string, replace = ''): CodeEdit => ({ file: 'a.ts', find, replace });

describe('plant a bug', () => {
  it('replaces the text, whatever it holds', () => {
    expect(withEdits('a b c', [edit('b', "$& $'"), edit('c', 'd')])).toBe("a $& $' d");
  });

  it.each([
    ['is not there', 'x', '0 times'],
    ['is there twice', 'a', '2 times'],
  ])('fails where the text %s, so that no bug is planted in silence', (_, find, times) => {
    expect(() => withEdits('a b a', [edit(find)])).toThrow(`a.ts holds the text of a planted bug ${times}`);
  });

  it('knows no bug by another name', () => {
    expect(() => bugNamed('no such bug')).toThrow('No planted bug is called "no such bug"');
  });
});

describe('the planted bugs', () => {
  it('have names of their own', () => {
    expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
  });

  it.each(plantedBugs)('fit the code as it is: $name', ({ edits }) => {
    for (const [file, own] of Map.groupBy(edits, ({ file }) => file)) {
      const source = readFileSync(file, 'utf8');
      const changed = withEdits(source, own);
      expect(changed).not.toBe(source);
      expect(() => stripTypeScriptTypes(changed)).not.toThrow();
    }
  });

  it('are caught by tests that are there, or by lives', () => {
    const files = plantedBugs.flatMap(({ caughtBy }) => ('file' in caughtBy ? [caughtBy.file] : []));

    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('are those of the page that lists them, each with the layer that catches it', () => {
    const rows = [...readFileSync('docs/proof.md', 'utf8').matchAll(/^\| (.+?) \| (simulation|unit|ports|infra) \|/gm)];

    expect(rows.map(([, name, layer]) => `${name}: ${layer}`)).toEqual(
      plantedBugs.map(({ name, caughtBy }) => `${name}: ${caughtBy.layer}`),
    );
  });
});
