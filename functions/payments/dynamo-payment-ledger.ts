import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { PaymentRow } from '../contracts/payment-row.ts';
import { conditionalWrite, type Dynamo, type DynamoItem } from '../platform/dynamo.ts';
import '../platform/error-messages.ts';
import { PoisonRecordError } from '../platform/decode-event.ts';
import type { PaymentLedger } from './payment-ledger.ts';
import {
  changeOf,
  decide,
  dueAfterLease,
  type PaymentUpdate,
  park,
  recordIntent,
  release,
  takeOver,
} from './payment-updates.ts';

export interface PaymentsTable {
  readonly dynamo: Dynamo;
  readonly table: string;
}

/** The PaymentDedup table. A failed condition may be the SDK's own retry that meets its first write: then it is a success. */
export function dynamoPaymentLedger(deps: PaymentsTable): PaymentLedger {
  const { put, update } = paymentWrites(deps);
  return {
    find: (eventId) => findPayment(deps, eventId, { isConsistent: false }),
    async insert(row) {
      const { obstacle } = await put(row);
      return obstacle?.owner === row.owner ? undefined : obstacle;
    },
    async takeOver(seen, takeover) {
      const { written, obstacle } = await update(seen.eventId, takeOver(seen, takeover));
      const claim = obstacle?.owner === takeover.owner ? obstacle : written;
      return claim ? { claim } : { obstacle: obstacle ?? seen };
    },
    async recordIntent(claim, intentId) {
      const { obstacle } = await update(claim.eventId, recordIntent(claim, intentId));
      return unlessOwn(obstacle, { owner: claim.owner, state: 'CHARGING', intentId });
    },
    async decide(claim, decision, decidedAt) {
      const { obstacle } = await update(claim.eventId, decide(claim, decision, decidedAt));
      const { state } = changeOf(claim, decision, decidedAt);
      return unlessOwn(obstacle, { owner: claim.owner, state });
    },
    async park(claim, parking) {
      return (await update(claim.eventId, park(claim, parking))).obstacle;
    },
    async release(claim, now) {
      const { obstacle } = await update(claim.eventId, release(claim, now));
      return unlessOwn(obstacle, { owner: claim.owner, state: 'CHARGING', leaseUntil: now });
    },
    async dueAfterLease(row) {
      await update(row.eventId, dueAfterLease(row));
    },
  };
}

type Traces = Partial<Pick<PaymentRow, 'owner' | 'state' | 'intentId' | 'leaseUntil'>>;

/** A row that is as the own write left it is no obstacle. */
function unlessOwn(obstacle: PaymentRow | undefined, own: Traces) {
  if (obstacle === undefined) return undefined;
  const row: Traces = obstacle;
  const names = ['owner', 'state', 'intentId', 'leaseUntil'] as const;
  return names.every((name) => own[name] === undefined || own[name] === row[name]) ? undefined : obstacle;
}

/** The row as it is after the write, or, where the condition failed, as it was found. */
interface PaymentWrite {
  readonly written?: PaymentRow;
  readonly obstacle?: PaymentRow;
}

export interface Read {
  /** Whether it shows every write that was answered before. */
  readonly isConsistent: boolean;
}

/** The row of an event as it is stored, readable or not; undefined where there is none. */
export async function paymentItem({ dynamo, table }: PaymentsTable, eventId: string, { isConsistent }: Read) {
  const key = { TableName: table, Key: marshall({ eventId }) };
  return (await dynamo.getItem({ ...key, ConsistentRead: isConsistent })).Item;
}

/** The row of an event; undefined where there is none. @throws PoisonRecordError where it can't be read. */
export async function findPayment(table: PaymentsTable, eventId: string, read: Read) {
  const item = await paymentItem(table, eventId, read);
  return item && readPaymentRow(item);
}

/** Single conditional writes of payment rows. An update of a row that is not there rejects. */
export function paymentWrites({ dynamo, table }: PaymentsTable) {
  return {
    /** Writes a row where there is none. */
    put: (row: PaymentRow) =>
      outcome(
        dynamo.putItem({
          TableName: table,
          Item: marshall(row, { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(eventId)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    update: (eventId: string, { expression, condition, values }: PaymentUpdate) =>
      outcome(
        dynamo.updateItem({
          TableName: table,
          Key: marshall({ eventId }),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: namesIn(`${expression} ${condition}`),
          ExpressionAttributeValues: marshall(values),
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
  };
}

const namesIn = (text: string) =>
  Object.fromEntries(Array.from(text.matchAll(/#(\w+)/g), ([alias, name = '']) => [alias, name]));

async function outcome(sent: Parameters<typeof conditionalWrite>[0]): Promise<PaymentWrite> {
  const write = await conditionalWrite(sent);
  if (write.kind === 'written') return write.row === undefined ? {} : { written: readPaymentRow(write.row) };
  if (write.row === undefined) throw write.error;
  return { obstacle: readPaymentRow(write.row) };
}

/** An event whose row can't be read is charged by no attempt, and must hold up no other. */
export function readPaymentRow(item: DynamoItem): PaymentRow {
  const row = z.safeParse(PaymentRow, unmarshall(item, { wrapNumbers: (number) => Number(number) }));
  if (row.success) return row.data;
  throw new PoisonRecordError('UnreadablePayment', `the payment's row can't be read: ${z.prettifyError(row.error)}`);
}
