import '../bin/attached.mjs';
import { setTimeout as delay } from 'node:timers/promises';
import { errorWords } from '../console/server/error-words.ts';
import { type BuiltPage, builtPage } from '../console/server/page-files.ts';
import { startConsole } from '../console/server/start-console.ts';
import type { OrderStep } from '../local/order-progress.ts';
import { type RunningApp, runApp } from '../local/run-app.ts';
import { consoleTokenFile, readSettings, type Settings } from '../local/settings.ts';
import { jsonTerminal, personTerminal } from '../local/terminal.ts';
import { leftOpen } from './ops/open-orders.ts';
import { localSystem } from './ops/system.ts';
import { projectCommand } from './project-command.ts';

const options = projectCommand('npm start --')
  .description('Runs the whole system on this machine: the synthesised template on a real Kafka and DynamoDB Local.')
  .option('--fresh', 'begin without the data of earlier runs', false)
  .option('--in-memory', 'keep no data: faster, and gone at the end', false)
  .option('--inspect <function>', 'let a debugger attach to a function, e.g. order-api')
  .option('--json', 'one JSON object per line', false)
  .option('--quiet', 'print no orders', false)
  .option('--no-console', 'serve no console')
  .addHelpText(
    'after',
    '\nEnvironment: API_PORT 3000, CONSOLE_PORT 3001, GATEWAY_PORT 3002, DYNAMODB_PORT 8000, KAFKA_PORT 9092, KAFKA_CONTROLLER_PORT 9093,\n' +
      'CHARGEONCE_DATA_DIR (or DATA_DIR) .local/data, RECONCILE_AFTER_SECONDS 600.\n' +
      'Two copies run side by side on other ports and with another data folder, by which commands find them.',
  )
  .parse()
  .opts<{ fresh: boolean; inMemory: boolean; inspect?: string; json: boolean; quiet: boolean; console: boolean }>();

// What this process and its children write holds orders and keys: for this user only.
process.umask(0o077);

const terminal = (options.json ? jsonTerminal : personTerminal)(options);
const begun = performance.now();

const printFailure = (error: unknown) => terminal.failed(errorWords(error));
const STOP_WITHIN_MS = 4_000;
let stop = async () => {};
let ending = false;
const end = async (code: number) => {
  if (ending) return;
  ending = true;
  // Whatever does not end by itself in time ends with this process.
  await Promise.race([stop().catch(printFailure), delay(STOP_WITHIN_MS)]);
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

/** Who is notified of the steps of orders. */
const listeners = [terminal.step];
const notify = (step: OrderStep) => {
  for (const listener of listeners) listener(step);
};
/** The system runs without it, too. */
const consoleFailed = (error: unknown) => {
  terminal.info(`The console can't be served: ${errorWords(error)}`);
  return undefined;
};

async function serveConsole(app: RunningApp, settings: Settings, page: BuiltPage | undefined) {
  if (page === undefined) return;
  const { dataDir, ports } = settings;
  const served = await startConsole({
    system: localSystem(settings),
    port: ports.CONSOLE_PORT,
    page,
    local: { app, dataDir },
    tokenFile: consoleTokenFile(settings),
    writes: true,
    env: { ...process.env, CHARGEONCE_DATA_DIR: dataDir },
    stageArgs: [],
  });
  listeners.push(served.step);
  stop = async () => {
    await served.stop();
    await app.stop();
  };
}

try {
  const settings = readSettings(process.env);
  terminal.info('Starting: synthesising the stacks, starting Kafka and DynamoDB Local');
  const { fresh, inMemory, inspect } = options;
  // Built beside the start, where it is not built yet.
  const page = options.console ? builtPage().catch(consoleFailed) : undefined;
  const app = await runApp({ settings, fresh, inMemory, inspect, notify, log: terminal.info });
  stop = app.stop;
  await serveConsole(app, settings, await page).catch(consoleFailed);
  const pids = { kafka: app.pids.kafka(), dynamodb: app.pids.dynamodb() };
  terminal.ready({ settings, pids, inspect, seconds: (performance.now() - begun) / 1_000 });
  const printLeftOpen = async () => {
    if (fresh || inMemory) return;
    for (const line of await leftOpen(settings, app.outputs)) terminal.info(line);
  };
  await Promise.all([app.ended, printLeftOpen()]);
} catch (error) {
  printFailure(error);
  await end(1);
}
