import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { isSettled, type OrderRow } from '../../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { isDone } from './event-laws.ts';
import { endProcessing } from './faulty-ports.ts';
import { aWorld, type LifeWorld } from './life-world.ts';
import { aClient, type Client } from './order-client.ts';
import { ORDER_LAWS, type OrderMoment } from './order-laws.ts';
import { type OrderStores, orderStores } from './order-stores.ts';
import { orderSystem } from './order-system.ts';
import { MINUTE, oneOf, type Random, withVirtualTimers } from './world.ts';

const HOUR = 60 * MINUTE;
/** After the last fault: the longest backoff, the reconciler's longest pause and what is between them. */
const LONGEST_RECOVERY = 24 * HOUR;

/** Some orders through every stage, from their requests to their last status: a while with faults, then without. */
export async function liveOrders(random: Random, log: (line: string) => void) {
  const world = aWorld(random, log);
  await withVirtualTimers(world.time, () => live(world));
}

async function live(world: LifeWorld) {
  const { time, random, faultsEnd } = world;
  const wrong: string[] = [];
  const stores = orderStores(world);
  const system = orderSystem(world, stores, wrong);
  const clients = Array.from({ length: random(1, 3) }, (_, number) =>
    aClient(world, { number, api: system.api, wrong }),
  );
  for (const client of clients) time.in(random(0, MINUTE), client.begin);
  time.in(random(0, MINUTE), system.runRetrier);
  time.in(random(0, 5 * MINUTE), system.runReconciler);
  for (let events = random(0, 8); events > 0; events--)
    time.in(random(0, faultsEnd - time.now().getTime()), disturbance(world, { system, clients }));

  const check = momentLaws({ stores, system, clients, wrong });
  const look = () => {
    system.remember();
    for (const { wake } of system.consumers) wake();
    check();
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  };
  await time.passUntil(faultsEnd, look);
  for (const intent of stores.atGateway.intents.values()) endProcessing(intent, random);
  const restless = () => clients.filter((client) => !isAtRest(client, stores));
  for (const end = faultsEnd + LONGEST_RECOVERY; restless().length > 0; ) {
    if (time.now().getTime() > end) throw new Error(`never at rest: ${restless().map(storyIn(stores)).join()}`);
    await time.passUntil(time.now().getTime() + 5 * MINUTE, look);
  }
  // Calls of sandboxes that died may land long after.
  await time.passUntil(time.now().getTime() + oneOf(random, [0, 0, 0, 4 * HOUR]), look);
  expectAccount(clients, stores);
}

const storyIn =
  ({ rows }: OrderStores) =>
  ({ orderId, isThrough }: Client) =>
    JSON.stringify({
      isAnswered: isThrough(),
      order: rows.orders.get(orderId),
      payment: rows.payments.get(ORDER_PLACED.eventId(orderId)),
    });

interface Disturbed {
  readonly system: ReturnType<typeof orderSystem>;
  readonly clients: readonly Client[];
}

/** Something that happens beside the calls. */
function disturbance({ random, loseGateway }: LifeWorld, { system, clients }: Disturbed): () => void {
  const { streams, consumers } = system;
  const { orderId } = oneOf(random, clients);
  return oneOf(random, [
    streams.orders.again,
    streams.payments.again,
    streams.orders.loseRecords,
    streams.payments.loseRecords,
    oneOf(random, consumers).reset,
    () => void system.hint({ eventId: ORDER_PLACED.eventId(orderId) }).catch(() => undefined),
    loseGateway,
  ]);
}

interface Checked extends Disturbed {
  readonly stores: OrderStores;
  readonly wrong: string[];
}

function momentLaws({ stores, system, clients, wrong }: Checked) {
  const { rows, atGateway } = stores;
  const laws = Object.entries(ORDER_LAWS);
  const momentOf = ({ orderId, isAnswered }: Client): OrderMoment => {
    const eventId = ORDER_PLACED.eventId(orderId);
    return {
      order: rows.orders.get(orderId),
      payment: rows.payments.get(eventId),
      own: [...atGateway.intents.values()].filter(({ request }) => request.orderId === orderId),
      captures: atGateway.captures(eventId),
      refunds: atGateway.givenBack(eventId),
      isAnswered: isAnswered(),
      recordAt: system.recordAt,
    };
  };
  const isChanged = changed(() =>
    [
      stores.writes(),
      ...system.consumers.map(({ passed }) => passed()),
      ...[...atGateway.intents.values()].map(({ state, refunded }) => `${state.kind} ${refunded}`),
      ...clients.map(({ isAnswered }) => isAnswered()),
    ].join(),
  );
  return () => {
    if (!isChanged()) return;
    for (const client of clients) {
      const moment = momentOf(client);
      for (const [law, isBroken] of laws) if (isBroken(moment)) wrong.push(`${law}: ${JSON.stringify(moment)}`);
    }
    for (const event of system.consumers.flatMap(({ committed }) => committed()))
      if (!isDone(event, rows)) wrong.push(`the consumer has gone past ${event.id}, which is not done`);
  };
}

/** Whether its description is another than the time before. */
function changed(describe: () => string) {
  let before: string | undefined;
  return () => {
    const now = describe();
    const isAnother = now !== before;
    before = now;
    return isAnother;
  };
}

/** Nothing more is expected of it; one in review waits for a person. */
function isAtRest(client: Client, { rows }: OrderStores): boolean {
  const order = rows.orders.get(client.orderId);
  const payment = rows.payments.get(ORDER_PLACED.eventId(client.orderId));
  if (!client.isThrough() || order === undefined || payment?.dueAt !== undefined) return false;
  if (order.status === 'IN_REVIEW') return isWithPerson(order, payment);
  return isSettled(order) && order.outbox === undefined;
}

/** Where a receipt was lost, the outbox of one in review is emptied only when a person has decided. */
const isWithPerson = ({ cancellation }: OrderRow, payment: PaymentRow | undefined) =>
  cancellation === undefined || payment?.cancelRequested === true;

/** The sum of what was captured and not given back is the sum of what is paid; whoever was told of a cancellation has it. */
function expectAccount(clients: readonly Client[], { rows, atGateway }: OrderStores) {
  const paid = [...rows.orders.values()].filter(({ status }) => status === 'PAID');
  const kept = [...atGateway.intents.values()].filter(({ state, refunded }) => state.kind === 'succeeded' && !refunded);
  if (sum(paid.map(({ totalAmount }) => totalAmount)) !== sum(kept.map(({ request }) => request.amount)))
    throw new Error(`the sums differ: ${JSON.stringify({ paid, kept })}`);
  for (const client of clients) {
    const order = rows.orders.get(client.orderId);
    if (order !== undefined && !isAsAnswered(client, order))
      throw new Error(`answered otherwise: ${JSON.stringify(order)}`);
  }
}

const isAsAnswered = ({ isCancelled, hasContradiction }: Client, { status }: OrderRow) =>
  (status !== 'IN_REVIEW' || hasContradiction) && !(isCancelled() && status === 'PAID');

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
