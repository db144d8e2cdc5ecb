import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { RunningApp } from '../../local/run-app.ts';
import type { Books } from '../contract/live-events.ts';
import type { JobProgress } from './job-board.ts';
import { runCommand } from './run-command.ts';

interface StoryDeps {
  readonly app: RunningApp;
  readonly env: NodeJS.ProcessEnv;
  readonly books: () => Pick<Books, 'open' | 'lost' | 'double'>;
}

const RATE = 4;
const SECONDS = 24;
const CALM_MS = 4_000;
const DUPLICATES_SECONDS = 6;
const BROKER_DOWN_SECONDS = 6;
/** The broker is back within a few seconds, and the books are read each second. */
const DRAIN_MS = 90_000;

/** A guided demonstration: orders flow, each delivery comes several times, the broker dies, and the books balance all the same. */
export const runStory =
  ({ app, env, books }: StoryDeps) =>
  async ({ signal, report, line }: JobProgress): Promise<string> => {
    const before = books();
    const step = (done: number, text: string) => {
      report({ done });
      line(text);
    };
    const pause = (milliseconds: number) => delay(milliseconds, undefined, { signal });
    step(
      1,
      `${RATE} orders a second are placed for ${SECONDS} seconds. Each is saved by one conditional write, published, charged and settled.`,
    );
    const args = ['--orders', String(RATE * SECONDS), '--rate', String(RATE), '--json'];
    const load = runCommand({ program: 'cli/load.ts', args, env, signal });
    await pause(CALM_MS);
    step(
      2,
      'Now every batch is delivered to the consumers three times at once. Watch "duplicates suppressed" climb, and the charges not.',
    );
    await app.faults.start('duplicate-deliveries', { seconds: DUPLICATES_SECONDS, value: 2 });
    await pause((DUPLICATES_SECONDS + 1) * 1_000);
    step(
      3,
      `Now the Kafka broker is killed, and stays down for ${BROKER_DOWN_SECONDS} seconds. Orders are accepted all the same: they wait in their outbox entries. Watch the publish lag climb.`,
    );
    await app.faults.start('kill-broker', { seconds: BROKER_DOWN_SECONDS });
    await pause(BROKER_DOWN_SECONDS * 1_000);
    step(4, 'The broker starts again. The publisher goes on where it stood, and the lag drains.');
    const { code, text } = await load;
    if (code >= 2) throw new Error(text);
    const { orders, charges, allPaidOnce } = z.parse(LoadFigures, JSON.parse(text));
    step(5, 'Every order is decided. Now the books: the table, the topic and the gateway are compared.');
    const { lost, double } = await balanced(books, before.open, signal);
    const words = `${orders} orders, ${charges} charges, ${lost} lost, ${double ?? 0} charged twice.`;
    step(6, words);
    if (!allPaidOnce || lost > 0 || (double ?? 0) > 0) throw new Error(words);
    return words;
  };

/** What `npm run load -- --json` prints of its own orders. */
const LoadFigures = z.looseObject({ orders: z.int(), charges: z.int(), allPaidOnce: z.boolean() });

/** Waits until the books show no more open orders than before. */
async function balanced(books: StoryDeps['books'], openBefore: number, signal: AbortSignal) {
  const deadline = Date.now() + DRAIN_MS;
  // Two looks at the stores: what the last one missed, the next one has.
  let calm = 0;
  while (calm < 3) {
    if (Date.now() > deadline)
      throw new Error('The orders were not all settled in time: see which are open under Orders.');
    await delay(1_200, undefined, { signal });
    calm = books().open <= openBefore ? calm + 1 : 0;
  }
  return books();
}
