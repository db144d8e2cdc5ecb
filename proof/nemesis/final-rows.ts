import * as z from 'zod/mini';
import { fromGatewayAmount } from '../../functions/contracts/money.ts';
import { ORDER_CANCELLED } from '../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { type FinalOrder, type FinalPayment, type LedgerPayment, OrderState } from '../history/history.ts';
import type { NemesisSystem } from './nemesis-system.ts';
import { bodyHashOf } from './planned-orders.ts';
import { scanTable } from './scan-table.ts';
import type { SeenChanges } from './seen-changes.ts';

const Receipt = z.object({ topic: z.string(), partition: z.int(), offset: z.int() });
const Order = z.object({
  ...{ orderId: z.string(), tenant: z.string(), currency: z.string(), totalAmount: z.int(), status: OrderState },
  ...{ customerId: z.string(), paymentMethod: z.string(), placedAt: z.string(), requeues: z.int() },
  lines: z.array(z.object({ sku: z.string(), quantity: z.int(), unitAmount: z.int() })),
  receipt: z.optional(Receipt),
  receipts: z.optional(z.record(z.string(), Receipt)),
  cancellation: z.optional(z.unknown()),
  publishFailure: z.optional(z.object({ reason: z.string() })),
});

/** The orders' rows as they are now. */
export async function finalOrders({ dynamo, tables }: NemesisSystem, seen: SeenChanges): Promise<FinalOrder[]> {
  const rows = await scanTable(dynamo, { TableName: tables.orders, ConsistentRead: true });
  return rows.map((row) => finalOrder(z.parse(Order, row), seen));
}

function finalOrder(row: z.output<typeof Order>, { settledAt, parked }: SeenChanges): FinalOrder {
  const { orderId, tenant, currency, totalAmount, status, receipt, receipts = {} } = row;
  const at = settledAt.get(orderId);
  return {
    ...{ orderId, tenant, amount: totalAmount, currency, status, bodyHash: bodyHashOf(row) },
    placedAt: Date.parse(row.placedAt),
    ...(at !== undefined && { settledAt: at }),
    ...{ cancelRequested: row.cancellation !== undefined, parked: parked.has(orderId), requeued: row.requeues > 0 },
    receipts: [
      ...(receipt === undefined ? [] : [{ ...receipt, eventId: ORDER_PLACED.eventId(orderId) }]),
      ...Object.entries(receipts).map(([number, later]) => ({
        ...later,
        eventId: ORDER_CANCELLED.eventId(orderId, Number(number)),
      })),
    ],
    ...(row.publishFailure !== undefined && { publishFailure: row.publishFailure.reason }),
  };
}

const Payment = z.object({
  ...{ eventId: z.string(), orderId: z.string(), tenant: z.string(), amount: z.int(), currency: z.string() },
  ...{ state: z.string(), intentId: z.optional(z.string()), dueAt: z.optional(z.string()) },
});

/** The payments' rows, without the one that describes the table. */
export async function finalPayments({ dynamo, tables }: NemesisSystem): Promise<FinalPayment[]> {
  const rows = await scanTable(dynamo, { TableName: tables.payments, ConsistentRead: true });
  return rows
    .filter(({ eventId }) => !String(eventId).startsWith('#'))
    .map((row) => {
      const { dueAt, ...payment } = z.parse(Payment, row);
      return { ...payment, due: dueAt !== undefined };
    });
}

const Intent = z.object({
  ...{ id: z.string(), amount: z.int(), currency: z.string(), status: z.string(), createdAt: z.int() },
  ...{ attempts: z.int(), refundedAmount: z.int(), refunds: z.optional(z.array(z.string())) },
  metadata: z.record(z.string(), z.string()),
});

/** Every payment in the gateway's own table. */
export async function ledgerEntries({ dynamo, tables }: NemesisSystem): Promise<LedgerPayment[]> {
  const rows = await scanTable(dynamo, { TableName: tables.ledger, ConsistentRead: true });
  return rows.filter(({ pk }) => pk === 'payment_intents').map((row) => ledgerEntry(z.parse(Intent, row)));
}

function ledgerEntry({
  id,
  metadata,
  status,
  attempts,
  refunds = [],
  ...intent
}: z.output<typeof Intent>): LedgerPayment {
  const currency = intent.currency.toUpperCase();
  const minorUnits = (amount: number) => fromGatewayAmount({ currency, amount }) ?? amount;
  const captures = status === 'succeeded' ? 1 : 0;
  return {
    ...{ intentId: id, currency, amount: minorUnits(intent.amount), state: stateOf(status, attempts), captures },
    orderId: metadata['orderId'] ?? null,
    eventId: metadata['eventId'] ?? null,
    tenant: metadata['tenant'] ?? null,
    capturedAmount: captures * minorUnits(intent.amount),
    refunds: refunds.length,
    refundedAmount: minorUnits(intent.refundedAmount),
    at: intent.createdAt,
  };
}

function stateOf(status: string, attempts: number): LedgerPayment['state'] {
  if (status === 'succeeded' || status === 'canceled') return status;
  return attempts > 0 || status === 'processing' ? 'confirmed' : 'open';
}
