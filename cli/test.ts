import { parseCLI, startVitest } from 'vitest/node';
import { watchParent } from '../local/parent-watch.ts';
import { closingLine, closingLineReporter } from '../test/harness/closing-line.ts';

// Leaving by `exit` lets the test servers' folder be removed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
watchParent(() => process.exit(1));

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const closing = closingLineReporter();
const reporters = [options.reporters ?? 'default', closing.reporter].flat();
const vitest = await startVitest(filter, { ...options, watch: false, reporters });
await vitest.close();

const run = closing.run();
console.log(closingLine(run));
process.exit(run.failed > 0 || run.passed === 0 ? 1 : (process.exitCode ?? 0));
