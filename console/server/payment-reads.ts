import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { readOpenOrders } from '../../cli/ops/open-orders.ts';
import { readOrder, readPayment, viewGateway } from '../../cli/ops/order-view.ts';
import type { System } from '../../cli/ops/system.ts';
import { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { isInReview } from '../../functions/reconciler/classify-order.ts';
import { dynamoDueIndex } from '../../functions/reconciler/dynamo-open-orders.ts';
import type { PaymentView, ReviewView } from '../contract/console-views.ts';

const MOST = 200;

/** Payments: those that are parked or whose order is open first; then others, as many as a page of the table has. */
export async function readPayments(system: System, state: string | undefined): Promise<readonly PaymentView[]> {
  const { dynamo, outputs } = system;
  const table = outputs.PaymentDedupTable;
  const due = await dynamoDueIndex({ dynamo, table }).first(MOST);
  const { open } = await readOpenOrders(system);
  const orderIds = new Set([
    ...due.map(({ eventId }) => eventId.split('.')[0] ?? ''),
    ...open.slice(0, MOST).map(({ order }) => order.orderId),
  ]);
  const waiting = await Promise.all([...orderIds].map((orderId) => readPayment(system, orderId)));
  const rows = [...waiting.filter((row) => row !== undefined), ...(await someRows(system, state))];
  const unique = [...new Map(rows.map((row) => [row.eventId, row])).values()];
  return unique
    .filter((row) => state === undefined || row.state === state)
    .map((row) => paymentView(row, Date.now()))
    .sort((one, other) => urgency(one) - urgency(other))
    .slice(0, MOST);
}

/** A page of the table: not the newest, just some. */
async function someRows({ dynamo, outputs }: System, state: string | undefined): Promise<PaymentRow[]> {
  const { Items = [] } = await dynamo.scan({
    TableName: outputs.PaymentDedupTable,
    Limit: MOST,
    ...(state !== undefined && {
      FilterExpression: '#state = :state',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: marshall({ ':state': state }),
    }),
  });
  return Items.flatMap((item) => z.safeParse(PaymentRow, unmarshall(item)).data ?? []);
}

/** Parked ones that are late, then parked ones, then stuck or running ones, then those in review, then the rest. */
function urgency({ state, dueAt, leaseLeft }: PaymentView): number {
  if (dueAt !== null) return Date.parse(dueAt) < Date.now() ? 0 : 1;
  if (state === 'CHARGING') return leaseLeft === null ? 2 : 3;
  return state === 'IN_REVIEW' ? 4 : 5;
}

function paymentView(row: PaymentRow, now: number): PaymentView {
  const { eventId, orderId, state, amount, currency, attempts, firstAttemptAt, dueAt = null, intentId = null } = row;
  const left = Math.ceil((Date.parse(row.leaseUntil) - now) / 1_000);
  return {
    ...{ eventId, orderId, state, amount, currency, attempts, firstAttemptAt, dueAt, intentId },
    owner: row.owner || null,
    leaseLeft: state === 'CHARGING' && left > 0 ? left : null,
    reason: reasonOf(row),
  };
}

const reasonOf = ({ parkReason, reviewReason, declineCode }: PaymentRow) =>
  parkReason ?? reviewReason ?? declineCode ?? null;

/** The payments that wait for a person, with what the gateway holds of each. */
export async function readReviews(system: System): Promise<readonly ReviewView[]> {
  const { open } = await readOpenOrders(system);
  const reviews = await Promise.all(
    open.filter(isInReview).map(async ({ order }): Promise<ReviewView[]> => {
      const [row, whole] = await Promise.all([readPayment(system, order.orderId), readOrder(system, order.orderId)]);
      if (row === undefined || whole === undefined) return [];
      const { intents = [], unknown } = await viewGateway(system, whole);
      return [
        {
          payment: paymentView(row, Date.now()),
          gateway: intents.map(({ id, status, amount, currency }) => ({ id, status, amount, currency })),
          ...(unknown !== undefined && { unknown }),
        },
      ];
    }),
  );
  return reviews.flat();
}
