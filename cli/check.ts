import { spawnSync } from 'node:child_process';
import { Argument } from 'commander';
import { projectCommand } from './project-command.ts';

interface Check {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** Its figures are shown also when it is content. */
  readonly figures?: boolean;
}

/** The compiler in Go takes a third of the time; eslint and dependency-cruiser need the API of the one in JavaScript. */
const TSC = ['node', 'node_modules/typescript-7/bin/tsc', '--noEmit'] as const;

/** The quick ones first. */
const checks: readonly Check[] = [
  { name: 'file sizes', command: ['node', 'cli/file-sizes.ts'], figures: true },
  { name: 'bundle sizes', command: ['node', 'cli/size.ts'], figures: true },
  { name: 'import direction', command: ['node', 'cli/import-direction.ts'] },
  { name: 'supply chain', command: ['node', 'cli/supply-chain.ts'] },
  { name: 'vulnerabilities', command: ['node', 'cli/vulnerabilities.ts'], figures: true },
  { name: 'secrets', command: ['node', 'cli/secrets.ts'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'types', command: TSC },
  { name: 'types of the page', command: [...TSC, '-p', 'console/page'] },
  { name: 'lint with types', command: ['eslint', '.'] },
  { name: 'synth', command: ['node', 'cli/synth.ts'] },
  { name: 'template rules', command: ['node', 'cli/check-templates.ts'] },
];

const wanted = projectCommand('npm run check --')
  .description('Runs the checks that are named, one after the other; without names, all.')
  .addArgument(new Argument('[checks...]').choices(checks.map(({ name }) => name)))
  .addHelpText('after', '\nExit code 1 where one has failed.')
  .parse().args;

const failed = checks.filter(({ name }) => wanted.length === 0 || wanted.includes(name)).filter((one) => !passes(one));
console.log(failed.length === 0 ? 'All checks passed' : `Failed: ${failed.map(({ name }) => name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function passes({ name, command: [program, ...args], figures = false }: Check): boolean {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  console.log(`${status === 0 ? 'ok    ' : 'failed'} ${seconds} s  ${name}`);
  if (status !== 0 || figures) console.log(indented([stdout, stderr, error?.message].join('\n')));
  return status === 0;
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `          ${line}`)
    .join('\n');
}
