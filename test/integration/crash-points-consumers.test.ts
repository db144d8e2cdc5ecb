import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { processOrderPlaced } from '../../functions/payment-processor/process-order-placed.ts';
import type { QuarantineRecord } from '../../functions/platform/decode-event.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { anOrderEvent } from '../doubles/record-builders.ts';
import { at, LEASE_SECONDS, LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import {
  committed,
  consumerFunction,
  MODES,
  messageOf,
  pollTopic,
  quarantineInto,
  send,
} from '../harness/polled-topic.ts';
import { createTestTopic, readTestTopic } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';
import { TYPE_V2, VERSIONS_WHILE_ON_V1 } from '../unit/contracts/order-placed-v2.ts';
import { storedSample } from '../unit/contracts/stored-samples.ts';

type Payments = Awaited<ReturnType<typeof paymentsInDynamoDb>>;

const process = ({ charge }: Pick<Payments, 'charge'>) => processOrderPlaced({ charge, report: () => undefined });
const never: QuarantineRecord = () => Promise.reject(new Error('nothing here is poison'));
/** The orders that are captured; each once, since an intent is captured once. */
const ordersOf = ({ intents }: Payments) =>
  [...intents.values()]
    .filter(({ state }) => state.kind === 'succeeded')
    .map(({ request }) => request.orderId)
    .sort((one, other) => one.localeCompare(other));
const allCommitted = (topic: string, records: number) =>
  waitFor(async () => (await committed(topic))[0] === String(records), { within: 20_000, what: 'the last commit' });

describe.each(MODES)('a source whose function reports failures: %s', (mode, properties) => {
  describe('crash point 12: the quarantine of a record fails', () => {
    it('fails the record, and it comes again until it is quarantined, as it was', async () => {
      const [topic, dlq] = [await createTestTopic({ partitions: 1 }), await createTestTopic({ partitions: 1 })];
      const payments = await paymentsInDynamoDb();
      const poison = { key: 'odd', value: Buffer.from([0x7b, 0xff, 0x00]), headers: { ce_type: 'x' } };
      await send(topic, [messageOf(anOrderEvent(1)), poison, messageOf(anOrderEvent(2))]);
      const seen: string[] = [];
      const quarantine: QuarantineRecord = async (record, error) => {
        seen.push(String(await committed(topic)));
        if (seen.length < 3) throw new Error('the quarantine is not there');
        return quarantineInto(dlq)(record, error);
      };

      await pollTopic(topic, consumerFunction({ process: process(payments), quarantine, mode }), { properties });

      await allCommitted(topic, 3);
      // Nothing was committed past it meanwhile.
      expect(seen).toEqual(mode === 'throw' ? ['-1', '-1', '-1'] : ['-1', '1', '1']);
      expect(await readTestTopic(dlq)).toMatchObject([{ key: Buffer.from('odd'), value: poison.value }]);
      expect(ordersOf(payments)).toEqual([orderIdOf(1), orderIdOf(2)]);
    });
  });

  describe('crash point 22: an offset is committed before the work is done', () => {
    it('never happens: while a record is under way nothing is committed, and its successor gets it again', async () => {
      const topic = await createTestTopic({ partitions: 1 });
      const payments = await paymentsInDynamoDb();
      await send(topic, [messageOf(anOrderEvent(1))]);
      const underWay = Promise.withResolvers<void>();
      const hanging = (_record: KafkaRecord) => {
        underWay.resolve();
        return new Promise<void>(() => undefined);
      };
      const first = await pollTopic(topic, consumerFunction({ process: hanging, quarantine: never, mode }), {
        properties,
      });
      await underWay.promise;
      expect(await committed(topic)).toEqual(['-1']);
      await first.stop();

      await pollTopic(topic, consumerFunction({ process: process(payments), quarantine: never, mode }), { properties });

      await allCommitted(topic, 1);
      expect(ordersOf(payments)).toEqual([orderIdOf(1)]);
    });

    it('never happens: a failed record and all after it stay uncommitted until it succeeds', async () => {
      const topic = await createTestTopic({ partitions: 1 });
      const payments = await paymentsInDynamoDb();
      await send(
        topic,
        [1, 2, 3].map((number) => messageOf(anOrderEvent(number))),
      );
      const seen: string[] = [];
      const failsTwice = async (record: KafkaRecord) => {
        if (record.offset === 1) seen.push(String(await committed(topic)));
        if (record.offset === 1 && seen.length < 3) throw new Error('the table is away');
        await process(payments)(record);
      };

      await pollTopic(topic, consumerFunction({ process: failsTwice, quarantine: never, mode }), { properties });

      await allCommitted(topic, 3);
      expect(seen).toEqual(mode === 'throw' ? ['-1', '-1', '-1'] : ['-1', '1', '1']);
      expect(ordersOf(payments)).toEqual([1, 2, 3].map(orderIdOf));
    });

    it('waits for the row that says when a payment is tried again, and not for that payment', async () => {
      const topic = await createTestTopic({ partitions: 1 });
      const payments = await paymentsInDynamoDb();
      const { attempt, find, gateway } = payments;
      const slow = [orderIdOf(1), orderIdOf(2)];
      const { charge } = attempt({
        gateway: { create: async (request) => (slow.includes(request.orderId) ? LOST : gateway.create(request)) },
      });
      // Held by another: its sandbox died after it had claimed.
      await attempt({ gateway: { confirm: () => Promise.reject(new Error('the sandbox died')) } })
        .charge(aPaymentOrder({ orderId: orderIdOf(3) }))
        .catch(() => undefined);
      const numbers = [1, 2, 3, 4];
      await send(
        topic,
        numbers.map((number) => messageOf(anOrderEvent(number))),
      );

      await pollTopic(topic, consumerFunction({ process: process({ charge }), quarantine: never, mode }), {
        properties,
      });

      await allCommitted(topic, 4);
      const rows = await Promise.all(numbers.map((number) => find(anOrderEvent(number).id)));
      expect(rows.map((row) => row?.state)).toEqual(['CHARGING', 'CHARGING', 'CHARGING', 'CAPTURED']);
      expect(rows.map((row) => row?.dueAt)).toEqual([at(5), at(5), at(LEASE_SECONDS), undefined]);
    });
  });

  describe('crash point 24: a new version is deployed in the middle of a batch', () => {
    it('takes one payment of each order, whichever code wrote it and whichever reads it', async () => {
      const topic = await createTestTopic({ partitions: 1 });
      const payments = await paymentsInDynamoDb();
      const inV2 = storedSample('order-placed.v2');
      expect(inV2.headers['ce_type']).toBe(TYPE_V2);
      // The same order was published before by the code of v1.
      await send(topic, [messageOf(anOrderEvent(1)), messageOf(anOrderEvent(2)), inV2]);
      let deployments = 0;
      const redeployed = async (record: KafkaRecord) => {
        const { charge } = payments;
        await processOrderPlaced({
          charge,
          report: () => undefined,
          contract: { ...ORDER_PLACED, versions: VERSIONS_WHILE_ON_V1 },
        })(record);
        if (record.offset === 1 && deployments++ === 0) throw new Error('the function was replaced');
      };

      await pollTopic(topic, consumerFunction({ process: redeployed, quarantine: never, mode }), { properties });

      await allCommitted(topic, 3);
      expect(ordersOf(payments)).toEqual([1, 2].map(orderIdOf));
    });
  });
});
