import cliProgress from 'cli-progress';
import { settingsOfRunning } from '../local/data-folder.ts';
import { reportFailure } from './aws/report-failure.ts';
import { chargesSince, loadFigures, printFigures } from './load/figures.ts';
import { followSteps, sendOrders } from './load/send-and-follow.ts';
import { projectCommand, wholeNumber } from './project-command.ts';

const { orders, rate, json } = projectCommand('npm run load --')
  .description('Sends orders to a system that runs here (npm start) and prints what became of them.')
  .option('--orders <n>', 'how many', wholeNumber, 1_000)
  .option('--rate <n>', 'how many a second; without it, as fast as they are accepted', wholeNumber)
  .option('--json', 'print the figures as JSON', false)
  .addHelpText(
    'after',
    '\nExit codes: 0 all is well; 1 an order was refused or not paid, or charges and orders differ; 2 it could not run.' +
      '\nEnvironment: CHARGEONCE_DATA_DIR or DATA_DIR, the folder of the running system.',
  )
  .parse()
  .opts<{ orders: number; rate?: number; json: boolean }>();

const bar = new cliProgress.MultiBar({
  // What is not a terminal shows fifty columns.
  barsize: 25,
  // Without it a bar that is no terminal's begins with a total of its own.
  noTTYOutput: true,
  notTTYSchedule: 5_000,
  stream: process.stderr,
  hideCursor: true,
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    // Shows the cursor again.
    bar.stop();
    process.exit(1);
  });

try {
  const { ports } = settingsOfRunning(process.env);
  await load(`http://127.0.0.1:${ports.API_PORT}`, `http://127.0.0.1:${ports.GATEWAY_PORT}`);
} catch (error) {
  bar.stop();
  reportFailure(error);
}

async function load(api: string, gateway: string) {
  const begun = new Date();
  const [accepted, paid] = ['accepted', 'paid    '].map((name) =>
    bar.create(orders, 0, {}, { format: `${name} {bar} {value}/{total}` }),
  );
  const steps = await followSteps(api, () => paid?.increment());
  try {
    const sent = await sendOrders({ api, orders, rate, onAccepted: () => accepted?.increment() });
    await steps.decided(sent.map(({ orderId }) => orderId));
    const charges = await chargesSince(begun, gateway);
    bar.stop();
    const figures = loadFigures({ sent, decidedAt: steps.times, charges });
    if (json) console.log(JSON.stringify(figures));
    else printFigures(figures);
    process.exitCode = figures.allPaidOnce ? 0 : 1;
  } finally {
    // It would keep the process alive.
    steps.close();
  }
}
