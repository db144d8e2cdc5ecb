import type { OrderStatus } from '../contracts/order-row.ts';
import { checkMoney, gatewayBooks } from './check-money.ts';
import { checkProgress, checkRows } from './check-rows.ts';
import { checkTopic } from './check-topic.ts';
import { type Discrepancy, discrepancy } from './discrepancies.ts';
import type { AuditClock, AuditedOrder, OrderEvidence } from './order-evidence.ts';

/** Where an order that fits together is in its life; nothing more is expected of the first four. */
export const LIVES = ['paid', 'declined', 'cancelled', 'refunded', 'open', 'in-review', 'discrepant'] as const;
export type Life = (typeof LIVES)[number];

/** What became of an order, and of its money in minor units. */
export interface Explanation {
  readonly life: Life;
  readonly discrepancies: readonly Discrepancy[];
  /** What the gateway captured and gave back for it, in the order's currency. */
  readonly captured: number;
  readonly givenBack: number;
}

/** Explains an order by everything that is known of it. Pure: the same evidence has the same explanation. */
export function explainOrder(evidence: OrderEvidence, clock: AuditClock): Explanation {
  const checks = [checkMoney(clock), checkRows(clock), checkProgress(clock), checkTopic(clock)];
  const discrepancies = checks.flatMap((check) => check(evidence).map((found) => discrepancy(evidence.orderId, found)));
  const { captured, givenBack } = gatewayBooks(evidence);
  const sum = (amounts: readonly number[]) => amounts.reduce((one, other) => one + other, 0);
  return {
    life: discrepancies.length > 0 ? 'discrepant' : lifeOf(evidence),
    discrepancies,
    captured: sum(captured.map(({ amount = 0 }) => amount)),
    givenBack: sum(captured.map(({ id }) => givenBack(id))),
  };
}

const ENDS: Readonly<Record<OrderStatus, Life>> = {
  PLACED: 'open',
  IN_REVIEW: 'in-review',
  PAID: 'paid',
  DECLINED: 'declined',
  CANCELLED: 'cancelled',
  REFUNDED: 'refunded',
};

function lifeOf({ order, payment }: OrderEvidence): Life {
  if (payment?.state === 'IN_REVIEW' || order?.status === 'IN_REVIEW') return 'in-review';
  return order !== undefined && isSettled(order) ? ENDS[order.status] : 'open';
}

/** A paid one that is to be cancelled waits for its refund. */
const isSettled = ({ status, cancelledAt, hasOutbox }: AuditedOrder) =>
  !hasOutbox && (status !== 'PAID' || cancelledAt === undefined);
