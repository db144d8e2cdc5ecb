import { isDeepStrictEqual } from 'node:util';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { PaymentRow } from '../functions/contracts/payment-row.ts';
import {
  findPayment,
  paymentItem,
  paymentWrites,
  readPaymentRow,
} from '../functions/payments/dynamo-payment-ledger.ts';
import { dueShardOf } from '../functions/payments/payment-rows.ts';
import { assignments, changeOf, PARKING, type PaymentUpdate, valuesOf } from '../functions/payments/payment-updates.ts';
import { together } from '../functions/platform/batched-statements.ts';
import { PoisonRecordError } from '../functions/platform/decode-event.ts';
import { getBatch } from '../functions/platform/dynamo.ts';
import type { RestoredRows, RowChange } from './rebuilt-row.ts';
import type { ReviewLedger, ReviewResolution } from './resolve-review.ts';
import type { RetryLedger } from './retry-payment.ts';

interface DynamoOperatorLedgerDeps {
  readonly dynamo: DynamoDB;
  readonly table: string;
}

/** The PaymentDedup table as operators write it. A failed condition may be the SDK's own retry that meets its first write. */
export function dynamoOperatorLedger(deps: DynamoOperatorLedgerDeps): ReviewLedger & RetryLedger {
  const { update } = paymentWrites(deps);
  return {
    find: (eventId) => findPayment(deps, eventId, CONSISTENT),
    async resolve(seen, resolution) {
      const change = resolutionOf(seen, resolution);
      const { obstacle } = await update(seen.eventId, resolve(seen, change));
      const { state, resolution: own } = change;
      return obstacle && isWritten(obstacle, { state, resolution: own }) ? undefined : obstacle;
    },
    async dueNow({ eventId }, now) {
      return (await update(eventId, dueNow(eventId, now))).obstacle;
    },
  };
}

/** The same table while it is rebuilt. Rows that are looked for in one turn of the event loop are read by one request. */
export function dynamoRestoredRows(deps: DynamoOperatorLedgerDeps): RestoredRows {
  const { put, update } = paymentWrites(deps);
  const itemOf = together(MAX_KEYS, readItems(deps));
  return {
    async find(eventId) {
      const item = await itemOf(eventId);
      try {
        return item && readPaymentRow(item);
      } catch (error) {
        if (error instanceof PoisonRecordError) return 'unreadable';
        throw error;
      }
    },
    async insert(row) {
      const { obstacle } = await put(row);
      return obstacle === undefined || isWritten(obstacle, row);
    },
    async change(seen, change) {
      const { obstacle } = await update(seen.eventId, changeAsSeen(seen, change));
      return obstacle === undefined || isWritten(obstacle, change);
    },
  };
}

/** DynamoDB's limit for one request. */
const MAX_KEYS = 100;
const CONSISTENT = { isConsistent: true };

/** Those that a throttled table leaves out are read alone. */
const readItems = (deps: DynamoOperatorLedgerDeps) => async (eventIds: readonly string[]) => {
  const Keys = [...new Set(eventIds)].map((eventId) => marshall({ eventId }));
  const { items, left } = await getBatch(deps.dynamo, deps.table, { Keys, ConsistentRead: true });
  const read = new Map(items.map((item) => [item['eventId']?.S, item]));
  const unread = new Set(left.map(({ eventId }) => eventId?.S));
  return Promise.all(
    eventIds.map(async (eventId) => (unread.has(eventId) ? paymentItem(deps, eventId, CONSISTENT) : read.get(eventId))),
  );
};

const isWritten = (row: PaymentRow, change: Partial<PaymentRow>) => isDeepStrictEqual({ ...row, ...change }, row);

function resolutionOf(seen: PaymentRow, { decision, by, reason, at }: ReviewResolution) {
  const { gatewayReference } = decision;
  return {
    ...changeOf(seen, decision, at),
    ...(seen.intentId === undefined && gatewayReference !== null && { intentId: gatewayReference }),
    resolution: { by, reason, at },
  };
}

const resolve = (seen: PaymentRow, change: Pick<PaymentRow, 'state'>): PaymentUpdate => ({
  expression: `SET ${assignments(change)}${change.state === 'REFUND_DUE' ? ` REMOVE ${PARKING}` : ''}`,
  condition: [
    '#state = :inReview',
    seen.intentId === undefined ? 'attribute_not_exists(intentId)' : 'intentId = :seenIntent',
    seen.cancelRequested ? 'cancelRequested = :true' : 'attribute_not_exists(cancelRequested)',
  ].join(' AND '),
  values: {
    ...valuesOf(change),
    ':inReview': 'IN_REVIEW',
    ...(seen.intentId !== undefined && { ':seenIntent': seen.intentId }),
    ...(seen.cancelRequested && { ':true': true }),
  },
});

const dueNow = (eventId: string, now: string): PaymentUpdate => ({
  expression: 'SET dueAt = :now, dueShard = :shard',
  condition: '#state IN (:charging, :refundDue)',
  values: { ':now': now, ':shard': dueShardOf(eventId), ':charging': 'CHARGING', ':refundDue': 'REFUND_DUE' },
});

const changeAsSeen = ({ state, owner, leaseUntil }: PaymentRow, change: RowChange): PaymentUpdate => ({
  expression: `SET ${assignments(change)}${change.state === undefined ? '' : ' REMOVE dueAt, dueShard'}`,
  condition: '#state = :seenState AND #owner = :seenOwner AND leaseUntil = :seenLease',
  values: { ...valuesOf(change), ':seenState': state, ':seenOwner': owner, ':seenLease': leaseUntil },
});
