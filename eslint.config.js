import { readFileSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const { include } = JSON.parse(readFileSync(new URL('tsconfig.json', import.meta.url), 'utf8'));
/** Without the tests. */
const SOURCES = [...new Set(include.map((path) => path.split('/')[0]))]
  .filter((folder) => folder !== 'test' && !folder.includes('*'))
  .map((folder) => `${folder}/**/*.{ts,tsx}`);

// Formatting, unused names and floating promises are Biome's; here is what needs the types, and the limits of size.
export default defineConfig(
  { ignores: ['.local', 'cdk.out', 'coverage', 'dist', 'reports', '**/*.js', '**/*.d.ts'] },
  {
    files: ['bin/**/*.mjs', 'test/**/*.ts'],
    extends: [tseslint.configs.strict],
    rules: { '@typescript-eslint/no-invalid-void-type': 'off' },
  },
  {
    files: SOURCES,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Not of tests: a describe holds them all.
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A port promises a promise also where an implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // A port's methods are closures, made to be taken out of the object.
      '@typescript-eslint/unbound-method': 'off',
      // Biome's.
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-misused-promises': 'off',
    },
  },
  {
    rules: {
      'max-lines': ['error', { max: 150, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 8],
      'max-depth': ['error', 3],
      'max-params': ['error', 3],
      // Biome's.
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['functions/**/*.ts', 'console/page/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }] },
  },
);
