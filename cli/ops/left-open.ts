import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { quarantineTopics } from '../../functions/contracts/events.ts';
import { withCluster } from '../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaRecordLog } from '../../functions/kafka-operator/kafka-record-log.ts';
import { measureQuarantine } from '../../functions/kafka-operator/list-quarantined.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { topicOutput } from '../../lib/brokers/kafka.ts';
import type { Settings } from '../../local/settings.ts';
import { counted } from './one-line.ts';
import { countReasons, type OpenOrdersFound, readOpenOrders } from './open-orders.ts';
import { topicOutputs } from './system.ts';

const Names = z.object({ OrdersTable: z.string(), PaymentDedupTable: z.string(), ...topicOutputs });

/**
 * What earlier runs on this machine have left open: a line for the orders that are not final, one for the records in
 * quarantine, none where there are none. Never rejects: a failure is the line.
 */
export async function leftOpen(settings: Settings, outputs: Readonly<Record<string, string>>): Promise<string[]> {
  try {
    const names = z.parse(Names, outputs);
    const found = await readOpenOrders({ dynamo: new DynamoDBClient(settings.dynamodb), outputs: names });
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
