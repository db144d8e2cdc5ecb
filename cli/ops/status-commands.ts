import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerName } from '../../functions/contracts/events.ts';
import { type ConsumerLag, consumersOf, lagOf } from './ask-kafka.ts';
import { age, opsCommand, secondsSince } from './command.ts';
import { countReasons, needsAPerson, readOpenOrders } from './open-orders.ts';
import { type ListedSource, listSources } from './source-commands.ts';
import type { System } from './system.ts';

/** Between two looks at the topics. */
const SAMPLE_SECONDS = 3;

export const statusCommand = opsCommand({
  name: 'status',
  does: 'Shows the whole system at a glance: rates, what is open and why, consumer lag, event sources, what waits for a person.',
  define: (command) =>
    command.addHelpText(
      'after',
      `\nRates are measured over ${SAMPLE_SECONDS} seconds, from the topics' ends and the groups' offsets.` +
        '\nExit code 1 where an event source is not enabled, or something waits for a person.',
    ),
  run: async (system) => {
    const before = await lags(system);
    await delay(SAMPLE_SECONDS * 1_000);
    const [after, { open, unreadable }, sources] = await Promise.all([
      lags(system),
      readOpenOrders(system),
      listSources(system),
    ]);
    const status = {
      perSecond: rates(before, after),
      open: countReasons(open),
      oldestOpenSeconds: Math.floor(
        Math.max(0, ...open.map(({ order }) => secondsSince(order.openSince ?? order.placedAt))),
      ),
      lag: Object.fromEntries(after.map(({ consumer, lag }) => [consumer, lag])),
      notEnabled: sources.filter(({ state }) => state !== 'Enabled'),
      forAPerson: open.filter(needsAPerson).length + unreadable.length,
    };
    return { data: status, text: textOf(status), ok: status.notEnabled.length + status.forAPerson === 0 };
  },
});

const lags = (system: System) => Promise.all(consumersOf(system).map((consumer) => lagOf(system, consumer)));

function rates(before: readonly ConsumerLag[], after: readonly ConsumerLag[]) {
  const of = (lags: readonly ConsumerLag[], name: ConsumerName) => lags.find(({ consumer }) => consumer === name);
  const [ordersBefore, orders] = [of(before, 'payment-processor'), of(after, 'payment-processor')];
  const [paymentsBefore, payments] = [of(before, 'status-updater'), of(after, 'status-updater')];
  const perSecond = (before: number, after: number) => Math.round(((after - before) / SAMPLE_SECONDS) * 10) / 10;
  return {
    published: perSecond(endOf(ordersBefore), endOf(orders)),
    charged: perSecond(doneOf(ordersBefore), doneOf(orders)),
    decided: perSecond(endOf(paymentsBefore), endOf(payments)),
    settled: perSecond(doneOf(paymentsBefore), doneOf(payments)),
  };
}

const endOf = (lag: ConsumerLag | undefined) => (lag?.partitions ?? []).reduce((sum, { end }) => sum + end, 0);
const doneOf = (lag: ConsumerLag | undefined) => endOf(lag) - (lag?.lag ?? 0);

interface Status {
  readonly perSecond: Readonly<Record<string, number>>;
  readonly open: Readonly<Record<string, number>>;
  readonly oldestOpenSeconds: number;
  readonly lag: Readonly<Record<string, number>>;
  readonly notEnabled: readonly ListedSource[];
  readonly forAPerson: number;
}

function textOf({ perSecond, open, oldestOpenSeconds, lag, notEnabled, forAPerson }: Status): string {
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const reasons = Object.entries(open).map(([reason, count]) => `  ${String(count).padStart(5)}  ${reason}`);
  const total = Object.values(open).reduce((sum, count) => sum + count, 0);
  return [
    `a second  ${listed(perSecond)}`,
    `lag       ${listed(lag)}`,
    `open      ${total === 0 ? 'none' : `${total}, the oldest for ${age(oldestOpenSeconds)}`}`,
    ...reasons,
    `sources   ${notEnabled.length === 0 ? 'all enabled' : notEnabled.map(({ functionName, state }) => `${functionName} is ${state}`).join(', ')}`,
    `person    ${forAPerson === 0 ? 'nothing waits for one' : `${forAPerson} wait for one: npm run ops -- review list, failed`}`,
  ].join('\n');
}

export const lagCommand = opsCommand({
  name: 'lag',
  does: 'Shows how far each consumer group is behind in its topic, partition by partition.',
  run: async (system) => {
    const data = await lags(system);
    return { data, text: data.map(lagText).join('\n'), columns: { head: LAG_HEAD, rows: data.flatMap(lagRows) } };
  },
});

const LAG_HEAD = ['consumer', 'topic', 'members', 'partition', 'committed', 'end', 'lag'];

const lagRows = ({ consumer, topic, members, partitions }: ConsumerLag) =>
  partitions.map(({ partition, committed, end, lag }) => [
    ...[consumer, topic, members, partition],
    ...[committed ?? 'never', end, lag],
  ]);

const lagText = ({ group, topic, lag, members, partitions }: ConsumerLag) =>
  [
    `${group} in ${topic}: lag ${lag}, members ${members}`,
    ...partitions.map(
      ({ partition, committed, end, lag: own }) =>
        `  ${partition}  committed ${committed ?? 'never'}  end ${end}  lag ${own}`,
    ),
  ].join('\n');
