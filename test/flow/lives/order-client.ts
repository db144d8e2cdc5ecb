import type { CancelOrder } from '../../../functions/order-api/cancel-order.ts';
import type { OrderRequest } from '../../../functions/order-api/order-request.ts';
import { orderIdOf, type PlaceOrder } from '../../../functions/order-api/place-order.ts';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import type { LifeWorld } from './life-world.ts';
import { oneOf, SECOND } from './world.ts';

const METHODS = ['pm_card_visa', 'pm_processing', 'pm_card_chargeDeclined', 'pm_error_500_sticky', 'pm_unknown'];
const CONTRADICTION = 'pm_wrong_amount';
const TENANT = 'local';
const TIMEOUT = 30 * SECOND;

interface ClientDeps {
  readonly number: number;
  readonly api: { readonly place: PlaceOrder; readonly cancel: CancelOrder };
  readonly wrong: string[];
}
export type Client = ReturnType<typeof aClient>;

/** Somebody who places an order, repeats the request until it is answered, and perhaps cancels it. */
export function aClient(world: LifeWorld, { number, api, wrong }: ClientDeps) {
  const { time, random } = world;
  const hasContradiction = random(1, 20) === 1;
  const paymentMethod = hasContradiction ? CONTRADICTION : oneOf(random, METHODS);
  const request = anOrderRequest({ paymentMethod, lines: [{ sku: 'tea', quantity: number + 1, unitAmount: 625 }] });
  const idempotencyKey = `key-${number}`;
  const orderId = orderIdOf(TENANT, idempotencyKey);
  const isToBeCancelled = random(1, 2) === 1;
  let isAnswered = false;
  let isCancelled = false;
  let isThrough = false;
  let spans = 0;
  const traceparent = () =>
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${String(number * 1_000 + ++spans).padStart(16, '0')}-01`;

  const place = async (body: OrderRequest) =>
    api.place({ tenant: TENANT, idempotencyKey, request: body, traceparent: traceparent() });
  const placeOwn = async () => {
    const placed = await place(request);
    if (placed.kind === 'key-reused') wrong.push(`the order ${orderId} was refused as another's`);
    else if (placed.order.orderId !== orderId || placed.order.paymentMethod !== paymentMethod)
      wrong.push(`another order than ${orderId} was answered`);
    isAnswered = true;
  };
  const placeOther = async () => {
    const placed = await place({ ...request, customerId: 'another' });
    if (placed.kind !== 'key-reused') wrong.push(`the key of ${orderId} was taken for another body`);
  };
  const cancel = async () => {
    const cancelled = await api.cancel({ tenant: TENANT, orderId, traceparent: traceparent() });
    if (cancelled === undefined) wrong.push(`the order ${orderId} is not there to be cancelled`);
    isCancelled = cancelled !== undefined && cancelled.kind !== 'nothing-to-cancel';
  };
  const intrude = async () => {
    const seen = await api.cancel({ tenant: 'another', orderId, traceparent: traceparent() });
    if (seen !== undefined) wrong.push(`another tenant cancelled the order ${orderId}`);
  };
  const beforeTheEnd = oneOf(random, [placeOwn, placeOther, intrude]);
  const steps = [placeOwn, beforeTheEnd, ...(isToBeCancelled ? [cancel] : [])];
  const takeStep = (index: number): void => {
    const step = steps[index];
    if (step === undefined) isThrough = true;
    else
      untilAnswered(world, step, () => time.in(random(1, oneOf(random, [5, 600])) * SECOND, () => takeStep(index + 1)));
  };
  return {
    orderId,
    hasContradiction,
    begin: () => takeStep(0),
    isAnswered: () => isAnswered,
    isCancelled: () => isCancelled,
    /** Whether it has been answered whatever it asked for. */
    isThrough: () => isThrough,
  };
}

/** Repeats a request until it is answered in time. An answer that comes too late is none, though it was given. */
function untilAnswered({ time, random }: LifeWorld, ask: () => Promise<void>, answered: () => void) {
  const attempt = () => {
    let isOver = false;
    const over = (next: () => void) => {
      if (!isOver) next();
      isOver = true;
    };
    time.in(TIMEOUT, () => over(attempt));
    ask().then(
      () => over(answered),
      () => over(() => time.in(random(1, 5) * SECOND, attempt)),
    );
  };
  attempt();
}
