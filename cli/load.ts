import cliProgress from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { readSettings } from '../local/settings.ts';
import { chargesSince } from './load/charges.ts';
import { loadFigures, printFigures } from './load/figures.ts';
import { followSteps } from './load/follow-steps.ts';
import { sendOrders } from './load/send-orders.ts';

function wholeNumber(text: string) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}

const { orders, rate, json } = new Command('npm run load --')
  .description('Sends orders to a system that runs here (npm start) and prints what became of them.')
  .option('--orders <n>', 'how many', wholeNumber, 1_000)
  .option('--rate <n>', 'how many a second; without it, as fast as they are accepted', wholeNumber)
  .option('--json', 'print the figures as JSON', false)
  .addHelpText(
    'after',
    '\nExit code 1 where an order was refused or not paid, or charges and orders differ.\nEnvironment: API_PORT, GATEWAY_PORT',
  )
  .parse()
  .opts<{ orders: number; rate?: number; json: boolean }>();

const { ports } = readSettings(process.env);
const api = `http://127.0.0.1:${ports.API_PORT}`;
const begun = new Date();

const bar = new cliProgress.MultiBar({
  // What is not a terminal shows fifty columns.
  barsize: 25,
  stream: process.stderr,
  hideCursor: true,
});
const [accepted, paid] = ['accepted', 'paid    '].map((name) =>
  bar.create(orders, 0, {}, { format: `${name} {bar} {value}/{total}` }),
);
try {
  const steps = await followSteps(api, () => paid?.increment());
  const sent = await sendOrders({ api, orders, rate, onAccepted: () => accepted?.increment() });
  await steps.decided(sent.map(({ orderId }) => orderId));
  const charges = await chargesSince(begun, `http://127.0.0.1:${ports.GATEWAY_PORT}`);
  bar.stop();
  const figures = loadFigures({ sent, decidedAt: steps.times, charges });
  if (json) console.log(JSON.stringify(figures));
  else printFigures(figures);
  process.exitCode = figures.allPaidOnce ? 0 : 1;
  steps.close();
} catch (error) {
  bar.stop();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
