import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lint } from '../../../rules/lint-templates.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const write = (name: string, text: string) => writeFileSync(at(name), text);
const found = () =>
  lint([folder], { program: at('linter'), config: at('config'), requirements: at('requirements'), clean: at('clean') });

/** The templates that it was asked about since the last look. */
function asked(): string[] {
  if (!existsSync(at('asked'))) return [];
  const names = readFileSync(at('asked'), 'utf8').trim().split('\n');
  rmSync(at('asked'));
  return names.toSorted();
}

/** It finds fault with a template that holds the word, as cfn-lint reports it. */
const LINTER = `#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift
status=0
for template; do
  basename "$template" >> "$(dirname "$0")/asked"
  if grep -q faulty "$template"; then echo "$(basename "$template"):1:1: E1001"; status=2; fi
  if grep -q unreadable "$template"; then echo 'no such option' >&2; exit 32; fi
done
exit $status
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeonce-lint-'));
  write('linter', LINTER);
  chmodSync(at('linter'), 0o755);
  for (const name of ['config', 'requirements']) write(name, 'as they were');
  for (const name of ['one', 'other']) write(`${name}.template.json`, `{ "${name}": true }`);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('linting templates', () => {
  it('asks about none again in which nothing was found', () => {
    expect(found()).toEqual([]);
    expect(asked()).toEqual(['one.template.json', 'other.template.json']);

    expect(found()).toEqual([]);
    expect(asked()).toEqual([]);
  });

  it('asks about one that has changed', () => {
    found();
    asked();
    write('other.template.json', '{ "faulty": true }');

    expect(found()).toEqual(['other.template.json:1:1: E1001']);
    expect(asked()).toEqual(['other.template.json']);
  });

  it('finds again what it has found', () => {
    write('one.template.json', '{ "faulty": true }');

    expect([found(), found()]).toEqual([['one.template.json:1:1: E1001'], ['one.template.json:1:1: E1001']]);
  });

  it.each(['config', 'requirements'])('asks about all again once its %s has changed', (name) => {
    found();
    asked();
    write(name, 'otherwise');

    expect(found()).toEqual([]);
    expect(asked()).toEqual(['one.template.json', 'other.template.json']);
  });

  it('does not take for content what could not look', () => {
    write('one.template.json', '{ "unreadable": true }');

    for (const _ of [1, 2]) expect(found).toThrow('cfn-lint failed: no such option');
  });
});
