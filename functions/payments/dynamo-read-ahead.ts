import { marshall } from '@aws-sdk/util-dynamodb';
import { batchesOf, type DynamoItem, getBatch, KEYS_A_REQUEST } from '../platform/dynamo.ts';
import { logger } from '../platform/telemetry.ts';
import {
  dynamoPaymentLedger,
  findPayment,
  type PaymentsTable,
  type Read,
  readPaymentRow,
} from './dynamo-payment-ledger.ts';
import type { PaymentLedger } from './payment-ledger.ts';

interface ReadAhead {
  readonly find: PaymentLedger['find'];
  /** Reads the rows of events, for the first `find` of each. It never rejects: what was not read is read when it is asked for. */
  readonly readAhead: (eventIds: Iterable<string>) => Promise<void>;
}

/** The PaymentDedup table, with the rows of a batch read by one request. */
export function readAheadLedger(
  payments: PaymentsTable,
): Pick<ReadAhead, 'readAhead'> & { readonly ledger: PaymentLedger } {
  const { find, readAhead } = readAheadRows(payments, { isConsistent: false });
  return { ledger: { ...dynamoPaymentLedger(payments), find }, readAhead };
}

/**
 * Rows of the PaymentDedup table, up to 100 by a request. A row is then as old as its batch is long, which is what `find` may
 * answer: every write compares the row with what was seen.
 */
export function readAheadRows({ dynamo, table }: PaymentsTable, { isConsistent }: Read): ReadAhead {
  let read = new Map<string, DynamoItem | undefined>();

  const readKeys = async (eventIds: readonly string[]): Promise<void> => {
    const Keys = eventIds.map((eventId) => marshall({ eventId }));
    try {
      const { items, left } = await getBatch(dynamo, table, { Keys, ConsistentRead: isConsistent });
      for (const eventId of eventIds) read.set(eventId, undefined);
      for (const item of items) read.set(idOf(item), item);
      for (const key of left) read.delete(idOf(key));
    } catch (error) {
      logger.warn('payments are not read together, each is read alone', { error });
    }
  };

  return {
    async find(eventId) {
      if (!read.has(eventId)) return findPayment({ dynamo, table }, eventId, { isConsistent });
      const item = read.get(eventId);
      // Whoever asks again wants to know what has changed.
      read.delete(eventId);
      return item && readPaymentRow(item);
    },
    async readAhead(eventIds) {
      read = new Map();
      await Promise.all(batchesOf([...new Set(eventIds)], KEYS_A_REQUEST).map(readKeys));
    },
  };
}

const idOf = ({ eventId }: DynamoItem) => eventId?.S ?? '';
