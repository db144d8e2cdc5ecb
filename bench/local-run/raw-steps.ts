import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Kafka } from 'kafkajs';
import pLimit from 'p-limit';
import { waitFor } from '../../test/harness/wait-for.ts';
import { createOrderTables } from '../harness/bench-servers.ts';
import { quantile } from '../harness/figure.ts';
import type { RunningSystem } from '../harness/running-system.ts';
import { hundredRows } from '../subjects/hundred-rows.ts';

/** What one step of an order costs by itself, in milliseconds. */
interface StepCost {
  /** The median, one at a time. */
  readonly alone: number;
  /** The time that passes for each, many at once. */
  readonly atOnce: number;
}

const ONE_BY_ONE = 40;
const MANY = 400;
const CONCURRENCY = 16;

/** The steps of an order as bare requests to the servers of a system that has nothing else to do, each measured by itself. */
export async function rawSteps(system: RunningSystem): Promise<StepCost[]> {
  const name = randomUUID();
  const tables = await createOrderTables(system.dynamo, name);
  const costs: StepCost[] = [];
  for (const step of writes(system, tables)) costs.push(await costOf(step));
  costs.push(...(await kafkaSteps(system.kafka, `raw-${name}`)));
  for (const TableName of Object.values(tables)) await system.dynamo.deleteTable({ TableName });
  return costs;
}

type Step = (number: number) => Promise<unknown>;

/** The order, the claim of its payment, the payment's outcome and the order's status. */
function writes({ dynamo }: RunningSystem, { orders, payments }: Record<'orders' | 'payments', string>): Step[] {
  const [row] = hundredRows();
  const orderOf = (number: number) => marshall({ ...row, orderId: `o${number}` }, { removeUndefinedValues: true });
  const put = (TableName: string, key: string) => (number: number) =>
    dynamo.putItem({
      ...{ TableName, ConditionExpression: `attribute_not_exists(${key})` },
      Item: { ...orderOf(number), [key]: { S: `o${number}` } },
    });
  const update = (TableName: string, key: string) => (number: number) =>
    dynamo.updateItem({
      ...{ TableName, Key: { [key]: { S: `o${number}` } }, ConditionExpression: `attribute_exists(${key})` },
      ...{ UpdateExpression: 'SET #status = :status', ExpressionAttributeNames: { '#status': 'status' } },
      ExpressionAttributeValues: { ':status': { S: 'PAID' } },
    });
  return [put(orders, 'orderId'), put(payments, 'eventId'), update(payments, 'eventId'), update(orders, 'orderId')];
}

async function costOf(step: Step): Promise<StepCost> {
  const times: number[] = [];
  for (let number = 0; number < ONE_BY_ONE; number++) times.push(await timeOf(() => step(number)));
  const limit = pLimit(CONCURRENCY);
  const many = Array.from({ length: MANY }, (_, index) => ONE_BY_ONE + index);
  const passed = await timeOf(() => Promise.all(many.map((number) => limit(step, number))));
  return { alone: quantile(times, 0.5), atOnce: passed / MANY };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Producing with acks=all, and consuming. */
async function kafkaSteps(kafka: Kafka, topic: string): Promise<StepCost[]> {
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  await admin.connect();
  await producer.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 6 }] });
  const value = JSON.stringify(hundredRows()[0]);
  const produce = (number: number) => producer.send({ topic, acks: -1, messages: [{ key: `o${number}`, value }] });
  const costs = [await costOf(produce), await consuming(kafka, topic, produce)];
  await admin.deleteTopics({ topics: [topic] });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  return costs;
}

/** First what the topic holds, then one record at a time, from its acknowledgement on. */
async function consuming(kafka: Kafka, topic: string, produce: Step): Promise<StepCost> {
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 500 });
  let [count, firstAt, lastAt] = [0, 0, 0];
  let arrived = Promise.withResolvers<number>();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    async eachMessage() {
      lastAt = performance.now();
      if (count++ === 0) firstAt = lastAt;
      arrived.resolve(lastAt);
    },
  });
  const stored = ONE_BY_ONE + MANY;
  await waitFor(() => count === stored, { within: 20_000, what: `${stored} records` });
  const atOnce = (lastAt - firstAt) / stored;
  const times: number[] = [];
  for (let number = 0; number < ONE_BY_ONE; number++) {
    arrived = Promise.withResolvers();
    await produce(number);
    const acknowledgedAt = performance.now();
    times.push(Math.max(0, (await arrived.promise) - acknowledgedAt));
  }
  await consumer.disconnect();
  return { alone: quantile(times, 0.5), atOnce };
}
