import type { GatewayLedger } from '../../functions/auditor/audit-sources.ts';
import type { AuditedIntent } from '../../functions/auditor/order-evidence.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoDuePayments } from '../../functions/payment-retrier/dynamo-due-payments.ts';
import { retryDuePayments } from '../../functions/payment-retrier/retry-due-payments.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoRefunds } from '../../functions/payments/dynamo-refunds.ts';
import type { PaymentOrder } from '../../functions/payments/payment-rows.ts';
import { refundPayment } from '../../functions/payments/refund-payment.ts';
import { dynamoOrderRows } from '../../operations/dynamo-history.ts';
import { dynamoOperatorLedger, dynamoRestoredRows } from '../../operations/dynamo-operator-ledger.ts';
import { lookUpIntents } from '../../operations/look-up-intents.ts';
import { rebuildDedup } from '../../operations/rebuild-dedup.ts';
import type { Intent } from '../doubles/in-memory-payment-gateway.ts';
import { anOrderRow, aPaymentDecided, orderIdOf, TRACEPARENT } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { after, LEASE_SECONDS } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { createOrdersTable, createPaymentsTable } from '../harness/test-tables.ts';

const DAY = 86_400;

/** Payments at a gateway that can be made to forget its keys, and the Orders table beside them. */
export async function aFlow() {
  let isForgetful = false;
  const payments = await paymentsInDynamoDb({ forgets: () => isForgetful });
  const { dynamo } = payments;
  const ordersTable = await createOrdersTable(dynamo);
  const store = dynamoOrderStore({ dynamo, table: ordersTable });
  return {
    ...payments,
    place: (order: PaymentOrder, differing: Partial<OrderRow> = {}) => {
      const { eventId: _, traceparent: __, source, ...placed } = order;
      const { timestamp, ...place } = source;
      const receipt = { ...place, acknowledgedAt: new Date(timestamp).toISOString() };
      return store.insert(anOrderRow({ ...placed, outbox: undefined, receipt, ...differing }));
    },
    forgetKeys: () => {
      isForgetful = true;
    },
    restore: async () => restoredTable(payments, { ordersTable, table: await createPaymentsTable(dynamo) }),
  };
}

/** Consumer, retrier and operator over a table of before the first payment. */
function restoredTable(
  { dynamo, gateway, now, intents }: Awaited<ReturnType<typeof paymentsInDynamoDb>>,
  { ordersTable, table }: { readonly ordersTable: string; readonly table: string },
) {
  let tokens = 0;
  const attempt = attemptPayment({
    ledger: dynamoPaymentLedger({ dynamo, table }),
    gateway,
    now,
    newToken: () => `restored-${++tokens}`,
    leaseSeconds: LEASE_SECONDS,
  });
  const retry = retryDuePayments({
    due: dynamoDuePayments({ dynamo, table }),
    retry: attempt.retry,
    refund: refundPayment({ refunds: dynamoRefunds({ dynamo, table }), gateway, now }),
    report: () => undefined,
    failed: (_eventId, error) => {
      throw error;
    },
    now,
    concurrency: 1,
  });
  const rows = dynamoRestoredRows({ dynamo, table });
  const list: GatewayLedger['intents'] = async (_created, visit) => {
    for (const intent of intents.values()) visit(auditedIntent(intent));
  };
  const lookUp = lookUpIntents({ rows, now, intents: list });
  const rebuilding = (how: { readonly lookUp?: typeof lookUp }) => {
    const rebuild = rebuildDedup({ rows, now, progress: () => undefined, ...how });
    return (events: Parameters<typeof rebuild>[0]['events'] = none()) =>
      rebuild({ orders: dynamoOrderRows({ dynamo, table: ordersTable }), events });
  };
  return {
    charge: attempt.charge,
    retryDue: () => retry({ deadline: after(1e9) }),
    find: dynamoOperatorLedger({ dynamo, table }).find,
    rebuild: rebuilding({}),
    rebuildAndLookUp: rebuilding({ lookUp }),
  };
}

/** As the gateway's ledger shows it. */
const auditedIntent = ({ intentId, request, state }: Intent): AuditedIntent => {
  const { orderId, eventId, tenant, amount, currency } = request;
  return { id: intentId, status: state.kind, createdAt: 0, orderId, eventId, tenant, amount, currency };
};

async function* none() {}

/** One order whose status has come back, one whose event alone has, two of which nobody knows, and one that was declined. */
export async function aDayOfOrders() {
  const flow = await aFlow();
  const orders = [1, 2, 3, 4].map((number) => aPaymentOrder({ orderId: orderIdOf(number) }));
  const declined = aPaymentOrder({ orderId: orderIdOf(5), paymentMethod: 'pm_card_chargeDeclined' });
  for (const order of [...orders, declined]) await flow.charge(order);
  const [paid, decided, ...unknown] = orders;
  if (paid === undefined || decided === undefined) throw new Error('there are orders');
  const references = async (order: PaymentOrder) => (await flow.row(order)).gatewayReference ?? null;
  const payment = { state: 'CAPTURED', declineCode: null, decidedAt: paid.placedAt } as const;
  await flow.place(paid, { status: 'PAID', payment: { ...payment, gatewayReference: await references(paid) } });
  for (const order of [decided, ...unknown, declined]) await flow.place(order);
  const { orderId } = decided;
  const event = aPaymentDecided({ orderId, gatewayReference: await references(decided), source: decided.source });
  async function* events() {
    yield { ...event, traceparent: TRACEPARENT };
  }
  const lost = new Map<string, string | undefined>();
  for (const order of orders) lost.set(order.eventId, (await flow.row(order)).gatewayReference);
  flow.pass(DAY);
  flow.forgetKeys();
  return { flow, orders, declined, events, lost, topic: [...orders, declined] };
}

export const capturesOf = (flow: Awaited<ReturnType<typeof aFlow>>, topic: readonly PaymentOrder[]) =>
  topic.map(({ eventId }) => flow.captures(eventId));
