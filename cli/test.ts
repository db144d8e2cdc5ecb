import { tmpdir } from 'node:os';
import { type CliOptions, parseCLI, startVitest } from 'vitest/node';
import { passingFolder } from '../local/ports-and-folders.ts';
import { closingLine, closingLineReporter } from '../test/harness/closing-line.ts';

// Leaving by `exit` lets the test servers' folder be removed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

const { filter, options }: { filter: string[]; options: CliOptions & { help?: boolean } } = parseCLI([
  'vitest',
  'run',
  ...process.argv.slice(2),
]);
// The parser has printed it.
if (options.help) process.exit();
// What tests and the CDK leave in the temporary folder ends with the run.
process.env['TMPDIR'] = passingFolder(tmpdir());
const closing = closingLineReporter();
const reporters = [options.reporters ?? 'default', closing.reporter].flat();
const vitest = await startVitest(filter, { ...options, watch: options.watch ?? false, reporters });
// It goes on until Ctrl-C.
if (options.watch) await new Promise(() => {});
await vitest.close();

const run = closing.run();
console.log(closingLine(run));
process.exit(run.failed > 0 || run.passed === 0 ? 1 : (process.exitCode ?? 0));
