import { expect } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { PaymentOutcome } from '../../../functions/payments/advance-payment.ts';
import { attemptPayment } from '../../../functions/payments/attempt-payment.ts';
import type { PaymentGateway } from '../../../functions/payments/payment-gateway.ts';
import { requestOf } from '../../../functions/payments/payment-rows.ts';
import { type Intent, inMemoryPaymentGateway } from '../../doubles/in-memory-payment-gateway.ts';
import { inMemoryPayments } from '../../doubles/in-memory-payments.ts';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { type Exploration, turnstile } from '../../harness/interleavings.ts';
import { after, at, LEASE_SECONDS, LOST } from '../../harness/payments.ts';

export interface Race {
  readonly actors: readonly ('consumer' | 'other consumer' | 'retrier')[];
  /** The row at the beginning. `parked` has no intent, `abandoned` has one that nobody has confirmed. */
  readonly row: 'absent' | 'parked' | 'abandoned' | 'abandoned and due';
  /** What becomes of the first confirmation at the gateway: by payment method. */
  readonly result: 'pm_card_visa' | 'pm_card_chargeDeclined' | 'pm_processing';
  /** What becomes of its request and its answer. */
  readonly answer: 'given' | 'request lost' | 'answer lost' | 'request late';
  /** The gateway makes another intent for each creation. */
  readonly forgetful: boolean;
  /** Every lease has run out when it is looked at. */
  readonly leasesRunOut: boolean;
}

type World = ReturnType<typeof worldOf>;

/** Runs a race in one order of turns, then brings the payment to its end; checks it at every turn. */
export async function race(run: Race, exploration: Exploration) {
  const world = worldOf(run);
  await startWith(run.row, world);
  const check = checkOf(world);
  const attempts = startAttempts(world);
  if (!(await takeTurns(world, exploration, check))) return;
  await Promise.all(attempts);
  await settle(world, check);
}

function worldOf(run: Race) {
  const clock = { seconds: 0 };
  const now = () => after(clock.seconds);
  const order = aPaymentOrder({ paymentMethod: run.result });
  const { rows, ledger, due } = inMemoryPayments({ now });
  const { gateway, intents } = inMemoryPaymentGateway({ forgets: () => run.forgetful });
  /** What each actor was answered so far: all that it knows. */
  const histories = new Map<string, unknown[]>(run.actors.map((actor) => [actor, []]));
  const row = () => rows.get(order.eventId);
  return { run, clock, now, order, rows, row, ledger, due, gateway, intents, histories, turns: turnstile() };
}

async function startWith(kind: Race['row'], { order, rows, gateway }: World) {
  if (kind === 'absent') return;
  const { intentId: _, ...row } = aPaymentRow({ leaseUntil: at(0) });
  const due = { dueAt: at(0), dueShard: '0' };
  if (kind === 'parked') {
    rows.set(order.eventId, { ...row, ...due, paymentMethod: order.paymentMethod });
    return;
  }
  const created = await gateway.create(requestOf({ ...row }, order.paymentMethod));
  if (created.kind !== 'created') throw new Error('no intent');
  rows.set(order.eventId, { ...row, intentId: created.intentId, ...(kind === 'abandoned and due' && due) });
}

function startAttempts(world: World) {
  const { run, order, due, turns } = world;
  const gateway = { ...world.gateway, confirm: firstConfirmation(world) };
  return run.actors.map(async (actor): Promise<PaymentOutcome | undefined> => {
    const { charge, retry } = attemptAs(actor, { ...world, gateway });
    if (actor !== 'retrier') return charge(order);
    await turns.guard(actor)(async () => undefined)();
    const row = await due.find(order.eventId);
    return row?.dueAt === undefined ? undefined : retry(row);
  });
}

/** Only the first request meets the fault. A late one lands in a turn of its own, whenever that comes. */
function firstConfirmation({ run: { answer }, gateway, turns }: World): PaymentGateway['confirm'] {
  let requests = 0;
  return async (...about) => {
    requests += 1;
    if (requests > 1 || answer === 'given') return gateway.confirm(...about);
    if (answer === 'request late') void turns.guard('late request')(gateway.confirm)(...about);
    if (answer === 'answer lost') await gateway.confirm(...about);
    return LOST;
  };
}

/** An attempt whose calls wait for their turns. */
function attemptAs(actor: string, { run, now, ledger, gateway, histories, turns }: World) {
  const held =
    <Args extends unknown[], Response>(call: (...args: Args) => Promise<Response>) =>
    async (...args: Args) => {
      const response = await turns.guard(actor)(call)(...args);
      histories.get(actor)?.push(call.name, response);
      return response;
    };
  const { confirm, retrieve, cancel } = gateway;
  return attemptPayment({
    ledger: {
      ...ledger,
      find: held(ledger.find),
      insert: held(ledger.insert),
      takeOver: held(ledger.takeOver),
      recordIntent: held(ledger.recordIntent),
      decide: held(ledger.decide),
      park: held(ledger.park),
    },
    gateway: { ...gateway, confirm: held(confirm), retrieve: held(retrieve), cancel: held(cancel) },
    now,
    newToken: () => actor,
    leaseSeconds: run.leasesRunOut ? 0 : LEASE_SECONDS,
  });
}

/** Lets the calls pass one after the other; false where that leads to a state that was reached before. */
async function takeTurns({ row, intents, histories, turns }: World, { choose, isNew }: Exploration, check: () => void) {
  for (let waiting = await turns.actors(); waiting.length > 0; ) {
    turns.letPass(choose(waiting));
    waiting = await turns.actors();
    check();
    if (!isNew(JSON.stringify([waiting, row(), [...intents.values()], [...histories]]))) return false;
  }
  return true;
}

/** Repeats the attempt until the payment is decided. */
async function settle({ clock, now, order, row, ledger, gateway, intents }: World, check: () => void) {
  const newToken = () => `late ${clock.seconds}`;
  const { charge, retry } = attemptPayment({ ledger, gateway, now, newToken, leaseSeconds: LEASE_SECONDS });
  for (let tries = 0; tries < 20 && row()?.state === 'CHARGING'; tries++) {
    clock.seconds += 3_600;
    finishProcessing(intents.values(), tries % 2 === 0);
    const seen = row();
    // A row that nobody is to retry has a record that comes again.
    await (seen?.dueAt === undefined ? charge(order) : retry(seen));
    check();
  }
  const { state, dueAt } = row() ?? {};
  expect(state === 'CAPTURED' || state === 'DECLINED').toBe(true);
  expect(dueAt).toBeUndefined();
}

function finishProcessing(intents: Iterable<Intent>, succeeds: boolean) {
  for (const intent of intents)
    if (intent.state.kind === 'processing')
      intent.state = succeeds ? { kind: 'succeeded' } : { kind: 'declined', code: 'generic_decline' };
}

/** What must hold at every moment: one capture at most, an intent that is written once, and a row that agrees with the gateway. */
function checkOf({ row, intents }: World) {
  let recorded = row()?.intentId;
  return () => {
    const payment = row();
    const captured = [...intents.values()].filter(({ state }) => state.kind === 'succeeded');
    const isRewritten = recorded !== undefined && payment?.intentId !== recorded;
    recorded ??= payment?.intentId;
    if (captured.length > 1 || isRewritten || !agrees(payment, captured))
      expect({ payment, intents: [...intents.values()], recorded }).toBe('a payment as it may be');
  };
}

function agrees(row: PaymentRow | undefined, captured: readonly Intent[]) {
  if (row?.state === 'DECLINED' && captured.length > 0) return false;
  if (row?.state === 'CAPTURED' && captured[0]?.intentId !== row.intentId) return false;
  return captured.every(({ intentId }) => intentId === row?.intentId);
}
