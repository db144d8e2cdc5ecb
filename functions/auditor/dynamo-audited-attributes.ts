import * as z from 'zod/mini';
import { OrderRow } from '../contracts/order-row.ts';
import { PaymentRow } from '../contracts/payment-row.ts';
import type { DynamoItem } from '../platform/dynamo.ts';
import { parseRow } from '../platform/dynamo-rows.ts';
import type { ReadRow } from './audit-sources.ts';
import type { AuditedOrder, AuditedPayment } from './order-evidence.ts';

/** What is read of an order's row. */
const OrderAttributes = z.pick(OrderRow, {
  ...{ orderId: true, tenant: true, currency: true, totalAmount: true, placedAt: true, status: true, version: true },
  ...{ outbox: true, receipt: true, cancellation: true, publishFailure: true, payment: true },
});

function auditedOrder(row: z.output<typeof OrderAttributes>): AuditedOrder {
  const { receipt, payment } = row;
  return {
    orderId: row.orderId,
    tenant: sameText(row.tenant),
    currency: sameText(row.currency),
    amount: row.totalAmount,
    placedAt: Date.parse(row.placedAt),
    status: row.status,
    version: row.version,
    hasOutbox: row.outbox !== undefined,
    receipt: receipt && {
      ...{ topic: sameText(receipt.topic), partition: receipt.partition, offset: receipt.offset },
      acknowledgedAt: Date.parse(receipt.acknowledgedAt),
    },
    cancelledAt: row.cancellation && Date.parse(row.cancellation.requestedAt),
    isUnpublishable: row.publishFailure !== undefined,
    decision: payment && {
      ...{ state: payment.state, reference: payment.gatewayReference, decidedAt: Date.parse(payment.decidedAt) },
    },
  };
}

/** What is read of a payment's row. */
const PaymentAttributes = z.pick(PaymentRow, {
  ...{ eventId: true, orderId: true, tenant: true, currency: true, amount: true, state: true, firstAttemptAt: true },
  ...{ leaseUntil: true, intentId: true, gatewayReference: true, dueAt: true, decidedAt: true, cancelRequested: true },
  publishFailure: true,
});

const auditedPayment = (row: z.output<typeof PaymentAttributes>): AuditedPayment => ({
  eventId: row.eventId,
  orderId: row.orderId,
  tenant: sameText(row.tenant),
  currency: sameText(row.currency),
  amount: row.amount,
  state: row.state,
  firstAttemptAt: Date.parse(row.firstAttemptAt),
  leaseUntil: Date.parse(row.leaseUntil),
  intentId: row.intentId,
  reference: row.gatewayReference,
  dueAt: row.dueAt === undefined ? undefined : Date.parse(row.dueAt),
  decidedAt: row.decidedAt === undefined ? undefined : Date.parse(row.decidedAt),
  cancelRequested: row.cancelRequested === true,
  isUnpublishable: row.publishFailure !== undefined,
});

const texts = new Map<string, string>();

/** Each row comes with its own copy of what thousands share. */
function sameText(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < 10_000) texts.set(text, text);
  return text;
}

/** How the rows of a table are read. */
export interface RowReader<Row> {
  /** The table's key. */
  readonly key: string;
  /** The attribute by whose time rows belong to a span. */
  readonly time: string;
  readonly attributes: readonly string[];
  readonly read: (item: DynamoItem) => ReadRow<Row>;
}

interface Shape<Schema extends z.ZodMiniType, Row> {
  readonly key: string;
  readonly time: string;
  readonly schema: Schema;
  readonly attributes: readonly string[];
  readonly kept: (row: z.output<Schema>) => Row;
}

const reader = <Schema extends z.ZodMiniType, Row>({
  key,
  time,
  schema,
  attributes,
  kept,
}: Shape<Schema, Row>): RowReader<Row> => ({
  key,
  time,
  attributes,
  read(item) {
    const read = parseRow(schema, item);
    return 'row' in read ? kept(read.row) : { rowKey: item[key]?.S ?? '', reason: read.reason };
  },
});

export const ORDERS = reader({
  ...{ key: 'orderId', time: 'placedAt', schema: OrderAttributes, kept: auditedOrder },
  attributes: Object.keys(OrderAttributes.shape),
});

export const PAYMENTS = reader({
  ...{ key: 'eventId', time: 'firstAttemptAt', schema: PaymentAttributes, kept: auditedPayment },
  attributes: Object.keys(PaymentAttributes.shape),
});
