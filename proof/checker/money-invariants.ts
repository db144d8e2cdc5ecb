import type { FinalOrder, FinalPayment, LedgerPayment } from '../history/history.ts';
import type { HistoryEvidence } from './history-evidence.ts';
import { type BrokenInvariant, broken, type Invariant, type InvariantFinding, notApplicable } from './invariant.ts';

/** What was charged, for whom, and what the rows say of it. */
export const MONEY_INVARIANTS: readonly Invariant[] = [
  {
    id: 'I3',
    statement: 'at most one captured charge and one refund for each order, never more refunded than captured',
    check: ({ history: { ledger } }) =>
      [...Map.groupBy(ledger, ({ orderId, intentId }) => orderId ?? intentId).entries()].flatMap(overcharged),
  },
  {
    id: 'I4',
    statement: 'every charge has its order, with the same amount, currency and tenant',
    check: ({ history: { ledger }, orderById }) =>
      ledger
        .filter(({ captures }) => captures > 0)
        .flatMap((charge) => mischarged(charge, orderById.get(charge.orderId ?? ''))),
  },
  {
    id: 'I5',
    statement:
      'PAID has a capture and no refund; DECLINED, CANCELLED no capture; REFUNDED both; a capture is no open order',
    check: (evidence) => evidence.history.orders.flatMap((order) => disagreeing(order, evidence)),
  },
  { id: 'I9', statement: 'a claim, once made, exists for ever', check: lostClaims },
  {
    id: 'I10',
    statement:
      'only the recorded intent is confirmed, and it is written once; what is declined can no longer be captured',
    check: intentsBesideTheirRows,
  },
  { id: 'I13', statement: 'the captures add up to the paid orders, in each currency', check: unbalanced },
];

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

function overcharged([owner, charges]: [string, readonly LedgerPayment[]]): BrokenInvariant[] {
  const captures = sum(charges.map((charge) => charge.captures));
  const refunds = sum(charges.map((charge) => charge.refunds));
  const [captured, refunded] = [sum(charges.map((c) => c.capturedAmount)), sum(charges.map((c) => c.refundedAmount))];
  const names = charges.map(({ intentId }) => intentId).join(', ');
  if (captures > 1) return [broken(owner, `it was captured ${captures} times (${names})`)];
  if (refunds > 1) return [broken(owner, `it was refunded ${refunds} times (${names})`)];
  return refunded > captured ? [broken(owner, `${refunded} was refunded of ${captured} (${names})`)] : [];
}

function mischarged(charge: LedgerPayment, order: FinalOrder | undefined): BrokenInvariant[] {
  const { intentId, amount, currency, tenant } = charge;
  const orderId = charge.orderId;
  if (order === undefined) return [broken(orderId, `${intentId} was captured and there is no such order`)];
  const isEqual = order.amount === amount && order.currency === currency && (tenant ?? order.tenant) === order.tenant;
  if (isEqual) return [];
  const [charged, ordered] = [
    `${amount} ${currency} of ${tenant}`,
    `${order.amount} ${order.currency} of ${order.tenant}`,
  ];
  return [broken(orderId, `${intentId} is ${charged}, the order ${ordered}`)];
}

function disagreeing(order: FinalOrder, { chargesOf, orderChanges }: HistoryEvidence): BrokenInvariant[] {
  const { orderId, status } = order;
  const charges = chargesOf(orderId);
  const [captures, refunds] = [sum(charges.map((c) => c.captures)), sum(charges.map((c) => c.refunds))];
  const seen = (orderChanges.get(orderId) ?? []).map(({ state }) => state);
  const wrong = [...new Set([...seen, status])].filter((state) => CAPTURED[state]?.(captures) === false);
  const faults = wrong.map((state) => `it was ${state} with ${captures} captures`);
  if (status === 'PAID' && refunds > 0) faults.push('it is PAID and was refunded');
  if (status === 'REFUNDED' && refunds === 0) faults.push('it is REFUNDED without a refund');
  if (status === 'PLACED' && captures > 0) faults.push('it is PLACED and was captured');
  return faults.map((fault) => broken(orderId, fault));
}

/** How often an order in this status was captured. More than once is another invariant's. */
const CAPTURED: Readonly<Record<string, (captures: number) => boolean>> = {
  PAID: (captures) => captures > 0,
  REFUNDED: (captures) => captures > 0,
  DECLINED: (captures) => captures === 0,
  CANCELLED: (captures) => captures === 0,
};

function lostClaims({ history, paymentChanges, paymentByEvent }: HistoryEvidence): InvariantFinding {
  if (history.payments === undefined || paymentChanges.size === 0)
    return notApplicable('no rows of payments, or no changes of them');
  return [...paymentChanges].flatMap(([eventId, own]) => {
    const orderId = own[0]?.orderId ?? null;
    if (own.some(({ removed }) => removed === true)) return [broken(orderId, `the row of ${eventId} was removed`)];
    return paymentByEvent.has(eventId) ? [] : [broken(orderId, `the row of ${eventId} is gone`)];
  });
}

function intentsBesideTheirRows({
  history: { payments, ledger },
  paymentByEvent,
  paymentChanges,
}: HistoryEvidence): InvariantFinding {
  if (payments === undefined) return notApplicable('no rows of payments');
  if (payments.every(({ intentId }) => intentId === undefined)) return notApplicable('no row names its intent');
  const entries = new Map(ledger.map((entry) => [entry.intentId, entry]));
  return [
    ...ledger.flatMap((entry) => confirmedUnrecorded(entry, paymentByEvent)),
    ...payments.flatMap((payment) => stillCapturable(payment, entries.get(payment.intentId ?? ''))),
    ...payments.flatMap((payment) => {
      const ids = [...(paymentChanges.get(payment.eventId) ?? []), payment].flatMap(({ intentId }) => intentId ?? []);
      const different = new Set(ids);
      return different.size > 1 ? [broken(payment.orderId, `its intent was ${[...different].join(', then ')}`)] : [];
    }),
  ];
}

function confirmedUnrecorded(entry: LedgerPayment, payments: HistoryEvidence['paymentByEvent']): BrokenInvariant[] {
  const { eventId, intentId, orderId, state } = entry;
  if (eventId === null || (state !== 'confirmed' && state !== 'succeeded')) return [];
  const recorded = payments.get(eventId)?.intentId;
  return recorded === intentId ? [] : [broken(orderId, `${intentId} was confirmed, its row names ${recorded}`)];
}

function stillCapturable(payment: FinalPayment, entry: LedgerPayment | undefined): BrokenInvariant[] {
  const { orderId, state, intentId } = payment;
  if (intentId === undefined || !WITHOUT_CAPTURE.includes(state)) return [];
  const atGateway = entry?.state ?? 'unknown to the gateway';
  return ENDED.includes(atGateway) ? [] : [broken(orderId, `it is ${state}, and ${intentId} is ${atGateway}`)];
}

const WITHOUT_CAPTURE = ['DECLINED', 'VOID'];
/** Of one that succeeded, see the invariant of the order's status. */
const ENDED = ['canceled', 'succeeded'];

/** What is in review may be captured or not; a person decides it. */
function unbalanced({ history: { orders, ledger }, orderById }: HistoryEvidence): InvariantFinding {
  const paid = orders.filter(({ status }) => status === 'PAID' || status === 'REFUNDED');
  const captured = ledger.filter(({ orderId }) => orderById.get(orderId ?? '')?.status !== 'IN_REVIEW');
  const [owed, had] = [totals(paid, ({ amount }) => amount), totals(captured, ({ capturedAmount }) => capturedAmount)];
  return [...new Set([...owed.keys(), ...had.keys()])]
    .filter((currency) => (owed.get(currency) ?? 0) !== (had.get(currency) ?? 0))
    .map((currency) =>
      broken(null, `${had.get(currency) ?? 0} ${currency} captured, ${owed.get(currency) ?? 0} of paid orders`),
    );
}

function totals<Item extends { readonly currency: string }>(items: readonly Item[], amountOf: (item: Item) => number) {
  const byCurrency = new Map<string, number>();
  for (const item of items) byCurrency.set(item.currency, (byCurrency.get(item.currency) ?? 0) + amountOf(item));
  return byCurrency;
}
