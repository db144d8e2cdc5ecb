import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import type { PageCursor } from '../functions/contracts/operator-request.ts';
import { settingsOfRunning } from '../local/data-folder.ts';
import type { OrderStep } from '../local/order-progress.ts';
import { jsonTerminal, personTerminal } from '../local/terminal.ts';
import { runAtAws } from './aws/report-failure.ts';
import { openStepFeed } from './load/send-and-follow.ts';
import { BusyFunctionError, consumerNamed, lagOf, readTopic } from './ops/ask-kafka.ts';
import { CHARGEONCE } from './ops/command.ts';
import { readOpenOrders } from './ops/open-orders.ts';
import { readOrder } from './ops/order-view.ts';
import { pollSteps } from './ops/poll-steps.ts';
import { LOCAL, openSystem, type System, type SystemOptions } from './ops/system.ts';
import { projectCommand, wholeNumberUpTo } from './project-command.ts';

interface TailOptions extends SystemOptions {
  readonly order?: string;
  readonly every?: number;
  readonly json: boolean;
}

const program = projectCommand(`${CHARGEONCE} tail`)
  .description('Follows orders as they move, a line a step, until Ctrl-C: as npm start prints them.')
  .option('--order <orderId>', 'only this one')
  .option('--stage <name>', 'a stage in AWS; without it, the system on this machine', LOCAL)
  .option(
    '--every <seconds>',
    'look so often, instead of listening; in AWS always (default: 2)',
    wholeNumberUpTo(3_600),
  )
  .option('--profile <name>', 'a profile of the AWS configuration')
  .option('--region <name>', "another region than the stage's")
  .option('--json', 'print JSON, a step a line', false)
  .addHelpText(
    'after',
    '\nOn this machine it listens. In AWS it looks: at the index of open orders, at what the topic of placed orders has' +
      '\ngained, and at the rows of these orders, with the rights of "open" and "orders". Between two looks an order may' +
      '\ntake several steps.' +
      '\nExit codes: 0 ended by you; 2 it could not be carried out, or the system has ended.',
  );

async function tail(options: TailOptions): Promise<void> {
  const { step } = (options.json ? jsonTerminal : personTerminal)({ quiet: false });
  const { order } = options;
  const notify = (taken: OrderStep) => (order === undefined || order === taken.orderId) && step(taken);
  process.once('SIGINT', () => process.exit(0));
  // Whoever reads the output may go at any time.
  process.exitCode = 0;
  if (options.stage === LOCAL && options.every === undefined) await tailHere(notify);
  else await tailByLooking(await openSystem(options), { notify, seconds: options.every ?? 2 });
}

type Notify = (step: OrderStep) => void;

const Step = z.object({ orderId: z.string(), step: z.string(), detail: z.string(), after: z.number() });

async function tailHere(notify: Notify): Promise<void> {
  const { ports, dataDir } = settingsOfRunning(process.env);
  const feed = await openStepFeed(`http://127.0.0.1:${ports.API_PORT}`);
  console.error(`Following the orders of the system in ${dataDir}; Ctrl-C ends it`);
  // A broken connection is followed by its close.
  feed.on('error', () => {});
  for await (const line of createInterface(feed)) notify(z.parse(Step, JSON.parse(line)));
  throw new Error('The system has ended.');
}

const READS_AT_ONCE = 16;

/** As a stage in AWS allows it: with the rights of an operator. */
async function tailByLooking(system: System, { notify, seconds }: { notify: Notify; seconds: number }): Promise<never> {
  const consumer = consumerNamed(system, 'payment-processor');
  const atOnce = pLimit(READS_AT_ONCE);
  const look = pollSteps({
    openIds: async () => (await readOpenOrders(system)).open.map(({ order }) => order.orderId),
    ends: async () => (await lagOf(system, consumer)).partitions,
    keysIn: (spans) => keysIn(system, consumer.topic, spans),
    async readRows(orderIds) {
      const rows = await Promise.all(orderIds.map((orderId) => atOnce(readOrder, system, orderId)));
      return rows.filter((row) => row !== undefined);
    },
    now: () => new Date(),
    notify,
  });
  // Only what comes after the first look is printed.
  await look();
  console.error(`Following the orders of ${system.stage}, every ${seconds} s; Ctrl-C ends it`);
  for (;;) {
    await delay(seconds * 1_000);
    await look().catch(unlessBusy);
  }
}

/** Then the next look shows what this one would have. */
function unlessBusy(error: unknown) {
  if (!(error instanceof BusyFunctionError)) throw error;
}

async function keysIn(system: System, topic: string, spans: PageCursor): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of readTopic(system, topic, spans)) keys.push(Buffer.from(key ?? '', 'base64').toString());
  return keys;
}

await runAtAws(program, () => tail(program.opts<TailOptions>()));
