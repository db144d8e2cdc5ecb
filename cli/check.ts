import { execFile } from 'node:child_process';
import { Argument } from 'commander';
import { projectCommand } from './project-command.ts';

interface Check {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** Its figures are shown also when it is content. */
  readonly figures?: boolean;
}

/** The compiler in Go takes a third of the time; dependency-cruiser and knip need the API of the one in JavaScript. */
const TSC = ['node', 'node_modules/typescript-7/bin/tsc', '--noEmit'] as const;

/** Each line beside the other: what reads the sources, and what reads what is made of them. */
const LINES: readonly (readonly Check[])[] = [
  [
    { name: 'file sizes', command: ['node', 'cli/file-sizes.ts'], figures: true },
    { name: 'secrets', command: ['node', 'cli/secrets.ts'] },
    { name: 'types', command: TSC },
    { name: 'types of the page', command: [...TSC, '-p', 'console/page'] },
    { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings'] },
    { name: 'lint with types', command: ['oxlint'] },
    { name: 'import direction', command: ['node', 'cli/import-direction.ts'] },
    { name: 'dead code', command: ['knip'] },
  ],
  [
    { name: 'supply chain', command: ['node', 'cli/supply-chain.ts'] },
    { name: 'vulnerabilities', command: ['node', 'cli/vulnerabilities.ts'], figures: true },
    { name: 'bundle sizes', command: ['node', 'cli/size.ts'], figures: true },
    { name: 'synth', command: ['node', 'cli/synth.ts'] },
    { name: 'template rules', command: ['node', 'cli/check-templates.ts'] },
  ],
];
const checks = LINES.flat();

const wanted = projectCommand('npm run check --')
  .description('Runs the checks that are named; without names, all.')
  .addArgument(new Argument('[checks...]').choices(checks.map(({ name }) => name)))
  .addHelpText('after', '\nExit code 1 where one has failed.')
  .parse().args;

const isWanted = ({ name }: Check) => wanted.length === 0 || wanted.includes(name);
const failed = (await Promise.all(LINES.map((line) => failuresOf(line.filter(isWanted))))).flat();
console.log(failed.length === 0 ? 'All checks passed' : `Failed: ${failed.map(({ name }) => name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function failuresOf(line: readonly Check[]): Promise<Check[]> {
  const failures: Check[] = [];
  for (const check of line) if (!(await passes(check))) failures.push(check);
  return failures;
}

async function passes({ name, command: [program, ...args], figures = false }: Check): Promise<boolean> {
  const start = performance.now();
  const { error, output } = await resultOf(program, args);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  console.log(`${error === null ? 'ok    ' : 'failed'} ${seconds} s  ${name}`);
  if (error !== null || figures) console.log(indented(output));
  return error === null;
}

/** The error of a program that is not there has the only text. */
function resultOf(program: string, args: readonly string[]) {
  return new Promise<{ readonly error: Error | null; readonly output: string }>((resolve) => {
    execFile(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ error, output: [stdout, stderr, typeof error?.code === 'string' ? error.message : ''].join('\n') });
    });
  });
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `          ${line}`)
    .join('\n');
}
