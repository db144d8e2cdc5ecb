import * as z from 'zod/mini';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { PAYMENT_DECIDED } from '../../../functions/contracts/payment-decided.ts';
import { measured } from '../measured-units.ts';
import { type Resource, read } from '../resources.ts';
import type { Usage } from '../usage.ts';

const Topic = z.object({ TopicName: z.string(), Configs: z.string() });
const Configs = z.object({ 'retention.ms': z.coerce.number() });
const DAY_MS = 86_400_000;

/** What an order adds to the topic; nothing to a quarantine, while nothing is wrong. */
export function recordBytes(topic: Resource): number {
  const { TopicName } = read(Topic, topic);
  if (TopicName.endsWith('.dlq')) return 0;
  const event = [ORDER_PLACED.topic, PAYMENT_DECIDED.topic].find((name) => TopicName.endsWith(name));
  if (event === undefined) throw new Error(`is the topic ${TopicName}: nobody has measured what an order writes there`);
  return measured(`${event}/record`);
}

export function daysKept(topic: Resource): number {
  const configs: unknown = JSON.parse(Buffer.from(read(Topic, topic).Configs, 'base64').toString());
  return z.parse(Configs, configs)['retention.ms'] / DAY_MS;
}

/** Copying between brokers is free; what clients write and read mostly crosses zones. */
export const topicUsage = (topic: Resource): Usage[] => [
  {
    what: `${read(Topic, topic).TopicName}, written and read across zones`,
    price: 'zone-transfer',
    perOrder: (2 * recordBytes(topic) * measured('kafka/other-zone')) / 1e9,
  },
];
