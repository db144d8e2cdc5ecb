import type { ApiCall, FinalOrder, SeenRow } from '../history/history.ts';
import { type AcceptedCall, type HistoryEvidence, isSuccess } from './history-evidence.ts';
import { type BrokenInvariant, broken, type Invariant, type InvariantFinding, notApplicable } from './invariant.ts';

/** What the clients were promised, and the orders' own rows. */
export const ORDER_INVARIANTS: readonly Invariant[] = [
  {
    id: 'I1',
    statement: 'every accepted order exists and equals its request',
    check: ({ accepted, orderById }) => {
      const first = new Map(accepted.toReversed().map((call) => [keyOf(call), call]));
      return [...first.values()].flatMap((call) => differenceOf(call, orderById.get(call.orderId)));
    },
  },
  {
    id: 'I2',
    statement: 'one order for each tenant and key; another body under the key is refused with 422',
    check: ({ history: { api } }) => {
      const placed = api.filter(({ action, key }) => action === 'place' && key !== null);
      return [...Map.groupBy(placed, keyOf).values()].flatMap(brokenKey);
    },
  },
  {
    id: 'I6',
    statement: 'at rest every accepted order is decided, in review, or marked as one that can never be published',
    check: ({ accepted, orderById }) =>
      [...new Set(accepted.map(({ orderId }) => orderId))].flatMap((orderId) => {
        const order = orderById.get(orderId);
        return order === undefined ? [] : undecided(order);
      }),
  },
  {
    id: 'I8',
    statement: 'rank and version of an order only grow; DECLINED, CANCELLED and REFUNDED stay',
    check: (evidence) =>
      (evidence.history.changes ?? []).length === 0
        ? notApplicable('no changes of rows')
        : [...evidence.orderChanges.values(), ...evidence.paymentChanges.values()].flatMap(backwards),
  },
  { id: 'I16', statement: "no answer shows another tenant's order", check: foreignAnswers },
];

const keyOf = ({ tenant, key }: ApiCall) => JSON.stringify([tenant, key]);

function differenceOf(call: AcceptedCall, order: FinalOrder | undefined): BrokenInvariant[] {
  const { orderId, tenant, amount, currency, bodyHash } = call;
  if (order === undefined) return [broken(orderId, `it was accepted at ${at(call)} and has no row`)];
  const differences = [
    order.tenant !== tenant && `tenant ${order.tenant} instead of ${tenant}`,
    order.amount !== amount && `amount ${order.amount} instead of ${amount}`,
    order.currency !== currency && `currency ${order.currency} instead of ${currency}`,
    order.bodyHash !== undefined && order.bodyHash !== bodyHash && 'another body',
  ].filter((difference) => difference !== false);
  return differences.length === 0 ? [] : [broken(orderId, `its row has ${differences.join(', ')}`)];
}

function brokenKey(calls: readonly ApiCall[]): BrokenInvariant[] {
  const [first, ...others] = calls.filter(isSuccess);
  if (first === undefined) return [];
  const ids = new Set([first, ...others].map(({ orderId }) => orderId));
  const several = ids.size > 1 ? [broken(first.orderId, `the key ${first.key} has ${[...ids].join(' and ')}`)] : [];
  const otherBodies = calls.filter(({ bodyHash }) => bodyHash !== first.bodyHash);
  const wrong = otherBodies.filter(({ status }) => status !== 422 && isDecision(status));
  return [...several, ...wrong.map((call) => broken(first.orderId, `another body was answered ${call.status}`))];
}

/** Not an answer that asks to try again. */
const isDecision = (status: number | null) => status !== null && status !== 429 && status < 500;

function undecided({ orderId, status, publishFailure, cancelRequested, placedAt }: FinalOrder): BrokenInvariant[] {
  const since = `placed at ${new Date(placedAt).toISOString()}`;
  if (status === 'PLACED' && publishFailure === undefined) return [broken(orderId, `it is PLACED still, ${since}`)];
  if (status === 'PAID' && cancelRequested === true)
    return [broken(orderId, `it is cancelled and PAID still, ${since}`)];
  return [];
}

/** Of a payment the states that stay are under the same numbers. */
const RANKS: Readonly<Record<string, number>> = {
  PLACED: 0,
  IN_REVIEW: 1,
  PAID: 2,
  DECLINED: 2,
  CANCELLED: 2,
  REFUNDED: 3,
  CHARGING: 0,
  CAPTURED: 2,
  VOID: 2,
  REFUND_DUE: 2.5,
};
const ABSORBING = new Set(['DECLINED', 'CANCELLED', 'VOID', 'REFUNDED']);

function backwards(changes: readonly SeenRow[]): BrokenInvariant[] {
  return changes.flatMap((change, index) => {
    const before = changes[index - 1];
    if (before === undefined || change.removed === true) return [];
    const fault = stepBack(before, change);
    return fault === undefined ? [] : [broken(change.orderId, `${change.row}: ${fault}`)];
  });
}

function stepBack(before: SeenRow, after: SeenRow): string | undefined {
  if (isStepBack(before.state, after.state)) return `${before.state} became ${after.state}`;
  const [from = 0, to = 0] = [before.version, after.version];
  return to < from ? `version ${from} became ${to}` : undefined;
}

const isStepBack = (from: string, to: string) =>
  from !== to && (ABSORBING.has(from) || (RANKS[to] ?? 0) <= (RANKS[from] ?? 0));

function foreignAnswers({ history: { api }, orderById }: HistoryEvidence): InvariantFinding {
  const foreign = api.flatMap((call) => {
    const owner = orderById.get(call.orderId ?? '')?.tenant;
    return owner !== undefined && owner !== call.tenant ? [{ call, owner }] : [];
  });
  if (foreign.length === 0) return notApplicable("nobody asked for another tenant's order");
  return foreign
    .filter(({ call }) => isSuccess(call))
    .map(({ call, owner }) =>
      broken(call.orderId, `${call.action} by tenant ${call.tenant} was answered ${call.status}; it is of ${owner}`),
    );
}

const at = (call: ApiCall) => new Date(call.at).toISOString();
