import { expect } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { cancelPayment } from '../../../functions/payment-canceller/cancel-payment.ts';
import { attemptPayment } from '../../../functions/payments/attempt-payment.ts';
import { requestOf } from '../../../functions/payments/payment-rows.ts';
import { refundPayment } from '../../../functions/payments/refund-payment.ts';
import { type Intent, inMemoryPaymentGateway } from '../../doubles/in-memory-payment-gateway.ts';
import { inMemoryPayments } from '../../doubles/in-memory-payments.ts';
import { aCancellation, aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { type Exploration, turnstile } from '../../harness/interleavings.ts';
import { after, at, LEASE_SECONDS } from '../../harness/payments.ts';

export interface CancellationRace {
  readonly actors: readonly ('consumer' | 'canceller' | 'other canceller' | 'retrier' | 'other retrier')[];
  /** The row at the beginning. `parked` has no intent, `abandoned` has one that nobody has confirmed. */
  readonly row: 'absent' | 'parked' | 'abandoned' | 'captured' | 'refund due';
  readonly result: 'pm_card_visa' | 'pm_card_chargeDeclined' | 'pm_refund_lost';
  /** Every lease has run out when it is looked at. */
  readonly leasesRunOut: boolean;
  /** The cancellation's read shows the row of the beginning. */
  readonly readsAreStale: boolean;
  /** One actor may die before one of its calls, and so after the one before. */
  readonly mayDie: boolean;
}

type World = Awaited<ReturnType<typeof worldOf>>;
type Held = <Args extends unknown[], Response>(
  call: (...args: Args) => Promise<Response>,
) => (...args: Args) => Promise<Response>;

/** Lets an order be cancelled while it is charged, in one order of turns; then brings its payment to the end. */
export async function raceCancellation(run: CancellationRace, { choose, isNew }: Exploration) {
  const world = await worldOf(run);
  const { turns, dead } = world;
  const ended = Promise.all(run.actors.map((actor) => start(actor, world).catch(unlessDead(dead, actor))));
  for (let waiting = await turns.actors(); waiting.length > 0; ) {
    const mayDie = run.mayDie && dead.size === 0;
    const chosen = choose([...waiting, ...(mayDie ? waiting.map((actor) => `${actor}${DIES}`) : [])]);
    const actor = chosen.replace(DIES, '');
    if (chosen.endsWith(DIES)) dead.add(actor);
    turns.letPass(actor);
    waiting = await turns.actors();
    check(world);
    if (!isNew(JSON.stringify([waiting, stateOf(world)]))) return;
  }
  await ended;
  await settle(world);
}

const DIES = ' dies';

const unlessDead = (dead: ReadonlySet<string>, actor: string) => (error: unknown) => {
  if (!dead.has(actor)) throw error;
};

const stateOf = ({ row, intents, histories, dead }: World) => [row(), [...intents.values()], [...histories], [...dead]];

async function worldOf(run: CancellationRace) {
  const clock = { seconds: 0 };
  const now = () => after(clock.seconds);
  const order = aPaymentOrder({ paymentMethod: run.result });
  const payments = inMemoryPayments({ now });
  const atGateway = inMemoryPaymentGateway();
  await startWith(run.row, { order, ...payments, ...atGateway });
  const row = () => payments.rows.get(order.eventId);
  /** What each actor was answered so far: all that it knows. */
  const histories = new Map<string, unknown[]>(run.actors.map((actor) => [actor, []]));
  const dead = new Set<string>();
  return { run, clock, now, order, row, first: row(), ...payments, ...atGateway, histories, dead, turns: turnstile() };
}

type Beginning = Pick<World, 'order' | 'rows' | 'gateway'>;

async function startWith(kind: CancellationRace['row'], { order, rows, gateway }: Beginning) {
  if (kind === 'absent') return;
  const { intentId: _, ...row } = aPaymentRow({ leaseUntil: at(0) });
  const due = { dueAt: at(0), dueShard: '0' };
  if (kind === 'parked') {
    rows.set(order.eventId, { ...row, ...due, paymentMethod: order.paymentMethod });
    return;
  }
  const request = requestOf(row, order.paymentMethod);
  const created = await gateway.create(request);
  if (created.kind !== 'created') throw new Error('no intent');
  const { intentId } = created;
  if (kind === 'abandoned') return void rows.set(order.eventId, { ...row, intentId });
  await gateway.confirm(intentId, request);
  const captured = { ...row, intentId, gatewayReference: intentId, decidedAt: at(0) };
  rows.set(order.eventId, { ...captured, ...(kind === 'captured' ? CAPTURED : { ...REFUND_DUE, ...due }) });
}

const CAPTURED = { state: 'CAPTURED' } as const;
const REFUND_DUE = { state: 'REFUND_DUE' } as const;

/** What an actor does; each of its calls waits for its turn. */
async function start(actor: CancellationRace['actors'][number], world: World): Promise<unknown> {
  const { order, row, turns, histories, dead } = world;
  const held: Held =
    (call) =>
    async (...args) => {
      await turns.guard(actor)(async () => undefined)();
      if (dead.has(actor)) throw new Error(`${actor} died`);
      const response = await call(...args);
      histories.get(actor)?.push(call.name, response);
      return response;
    };
  const { charge, cancel, tryDue } = actions(world, { held, token: actor });
  if (actor === 'consumer') return charge(order);
  if (actor === 'canceller' || actor === 'other canceller') return cancel(aCancellation());
  await held(async () => undefined)();
  const due = row();
  return due?.dueAt === undefined ? undefined : tryDue(due);
}

interface Actor {
  readonly held: Held;
  readonly token: string;
}

const atOnce: Held = (call) => call;

function actions({ run, first, now, ledger, cancellations, refunds, gateway }: World, { held, token }: Actor) {
  const each = <Port extends object>(port: Port): Port =>
    Object.fromEntries(Object.entries(port).map(([name, call]) => [name, held(call)])) as Port;
  const isLate = token.startsWith('late');
  const attempt = attemptPayment({
    ledger: each(ledger),
    gateway: each(gateway),
    now,
    newToken: () => token,
    leaseSeconds: run.leasesRunOut && !isLate ? 0 : LEASE_SECONDS,
  });
  const find = held(run.readsAreStale && !isLate ? async () => first : cancellations.find);
  const refund = refundPayment({ refunds: each(refunds), gateway: each(gateway), now });
  return {
    charge: attempt.charge,
    cancel: cancelPayment({ ledger: { ...each(cancellations), find }, now }),
    tryDue: (row: Parameters<typeof attempt.retry>[0]) =>
      row.state === 'REFUND_DUE' ? refund(row) : attempt.retry(row),
  };
}

const capturedIn = ({ intents }: World) => [...intents.values()].filter(({ state }) => state.kind === 'succeeded');

/** What must hold at every moment: one capture at most, and none that is called void or declined. */
function check(world: World) {
  const payment = world.row();
  const captured = capturedIn(world);
  if (captured.length > 1 || !agrees(payment, captured[0]))
    expect({ payment, intents: [...world.intents.values()] }).toBe('a payment as it may be');
}

function agrees(payment: PaymentRow | undefined, captured: Intent | undefined) {
  if (payment?.state === 'VOID' || payment?.state === 'DECLINED') return captured === undefined;
  return payment?.state !== 'REFUNDED' || captured?.refunded === payment.amount;
}

/** The records of the dead come again, and the retrier tries what is due: in the end the customer has the money. */
async function settle(world: World) {
  const { clock, order, row, dead } = world;
  const { charge, cancel, tryDue } = actions(world, { held: atOnce, token: 'late' });
  // A row that nobody is to retry has a record that comes again.
  const goOn = (seen: PaymentRow | undefined) => (seen?.dueAt === undefined ? charge(order) : tryDue(seen));
  if ([...dead].some((actor) => actor.endsWith('canceller'))) await cancel(aCancellation());
  for (let tries = 0; tries < 20 && !isFinal(row()?.state); tries++) {
    clock.seconds += 3_600;
    await goOn(row());
    check(world);
  }
  expect(row()).not.toHaveProperty('dueAt');
  expect(capturedIn(world).length > 0 ? ['REFUNDED'] : ['VOID', 'DECLINED']).toContain(row()?.state);
}

const isFinal = (state = '') => ['VOID', 'DECLINED', 'REFUNDED'].includes(state);
