import { DynamoDB } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { quarantineTopics } from '../../functions/contracts/events.ts';
import { withCluster } from '../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaRecordLog } from '../../functions/kafka-operator/kafka-record-log.ts';
import { measureQuarantine } from '../../functions/kafka-operator/list-quarantined.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { isCancelLost, isInReview, type Snapshot } from '../../functions/reconciler/classify-order.ts';
import { dynamoOpenOrders } from '../../functions/reconciler/dynamo-open-orders.ts';
import { OPEN_SHARDS, type UnreadableRow } from '../../functions/reconciler/walk-open-orders.ts';
import { topicOutput } from '../../lib/brokers/kafka.ts';
import type { Settings } from '../../local/settings.ts';
import { counted } from './command.ts';
import { type System, topicOutputs } from './system.ts';

export interface OpenOrdersFound {
  /** Oldest first. */
  readonly open: readonly Snapshot[];
  readonly unreadable: readonly UnreadableRow[];
}

/** The part of a system that knows its orders. */
export interface WhereOrdersAre extends Pick<System, 'dynamo'> {
  readonly outputs: Pick<System['outputs'], 'OrdersTable' | 'PaymentDedupTable'>;
}

/** Every order that is not final, with its payment, from the index: at a cost in proportion to what is open. */
export async function readOpenOrders({ dynamo, outputs }: WhereOrdersAre): Promise<OpenOrdersFound> {
  const index = dynamoOpenOrders({ dynamo, orders: outputs.OrdersTable, payments: outputs.PaymentDedupTable });
  const open: Snapshot[] = [];
  const unreadable: UnreadableRow[] = [];
  const readShard = async (shard: string) => {
    let place: string | undefined;
    do {
      const page = await index.page(shard, place);
      open.push(...page.orders.filter((found) => found.kind === 'readable'));
      unreadable.push(...page.orders.filter((found) => found.kind === 'unreadable'));
      place = page.next;
    } while (place !== undefined);
  };
  await Promise.all(OPEN_SHARDS.map(readShard));
  return { open: open.sort((a, b) => a.order.placedAt.localeCompare(b.order.placedAt)), unreadable };
}

/** Why an order is open: the first that holds. */
const REASONS: readonly (readonly [string, (snapshot: Snapshot) => boolean])[] = [
  ["its event can't be published", ({ order }) => order.publishFailure !== undefined],
  ['its payment event can not be published', ({ payment }) => payment?.publishFailure !== undefined],
  ['in review', isInReview],
  ['not published yet', ({ order }) => order.outbox !== undefined],
  ['not charged yet', ({ payment }) => payment === undefined],
  ['to be cancelled: its payment does not know yet', ({ order, payment }) => !!payment && isCancelLost(order, payment)],
  ['to be refunded: payment-retrier does it', ({ payment }) => payment?.state === 'REFUND_DUE'],
  ['parked: payment-retrier tries it again', ({ payment }) => payment?.dueAt !== undefined],
  ['being charged', ({ payment }) => payment?.state === 'CHARGING'],
  ['decided, its status is under way', () => true],
];

/** Whether nothing but a person's decision brings the order further. */
export const needsAPerson = (snapshot: Snapshot) => REASONS.slice(0, 3).some(([, isSo]) => isSo(snapshot));

/** How many orders are open, by why. */
export const countReasons = (open: readonly Snapshot[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(open, (snapshot) => REASONS.find(([, isSo]) => isSo(snapshot))?.[0] ?? '')].map(
      ([reason, same]) => [reason, same.length],
    ),
  );

const Names = z.object({ OrdersTable: z.string(), PaymentDedupTable: z.string(), ...topicOutputs });

/**
 * What earlier runs on this machine have left open: a line for the orders that are not final, one for the records in
 * quarantine, none where there are none. Never rejects: a failure is the line.
 */
export async function leftOpen(settings: Settings, outputs: Readonly<Record<string, string>>): Promise<string[]> {
  try {
    const names = z.parse(Names, outputs);
    const found = await readOpenOrders({ dynamo: new DynamoDB(settings.dynamodb), outputs: names });
    return leftOpenText(found, await quarantined(settings, names));
  } catch (error) {
    return [`What earlier runs have left open can't be read: ${String(error)}`];
  }
}

/** Records that the quarantine topics hold: also those that were put back, until the topics' retention deletes them. */
async function quarantined({ brokers }: Settings, names: z.output<typeof Names>): Promise<number> {
  const topics = quarantineTopics((event) => names[topicOutput(event)]);
  const kafka = kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' });
  const measure = (log: Parameters<typeof measureQuarantine>[0]['log']) =>
    measureQuarantine({ log })({ action: 'quarantine-depth', topics });
  return (await withCluster(kafka, (cluster) => measure(kafkaRecordLog(cluster)))).records;
}

export function leftOpenText({ open, unreadable }: OpenOrdersFound, inQuarantine: number): string[] {
  const orders = open.length + unreadable.length;
  const reasons = Object.entries({
    ...countReasons(open),
    ...(unreadable.length > 0 && { "can't be read": unreadable.length }),
  }).map(([reason, count]) => `${count} ${reason}`);
  return [
    ...(orders > 0
      ? [
          `Left open by earlier runs: ${counted(orders, 'order')} (${reasons.join('; ')}). See: npm run ops -- open, or -- status`,
        ]
      : []),
    ...(inQuarantine > 0 ? [`In quarantine: ${counted(inQuarantine, 'record')}. See: npm run ops -- dlq`] : []),
  ];
}
