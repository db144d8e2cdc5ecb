import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { HintedPayments } from '../../../functions/gateway-webhook/receive-webhook.ts';
import type { DuePayments } from '../../../functions/payment-retrier/retry-due-payments.ts';
import type {
  IntentResponse,
  IntentState,
  PaymentGateway,
  PaymentIdentity,
} from '../../../functions/payments/payment-gateway.ts';
import type { PaymentLedger } from '../../../functions/payments/payment-ledger.ts';
import { dueShardOf } from '../../../functions/payments/payment-rows.ts';
import type { Intent, inMemoryPaymentGateway } from '../../doubles/in-memory-payment-gateway.ts';
import type { inMemoryPayments } from '../../doubles/in-memory-payments.ts';
import { LOST, UNREACHABLE } from '../../harness/payments.ts';
import { drawFate } from './fates.ts';
import { MINUTE, oneOf, type Random, type World } from './world.ts';

interface Call<Response> {
  readonly name: string;
  readonly act: () => Promise<Response>;
  /** What the caller gets where there is no answer. */
  readonly lost: () => Promise<Response>;
}

/** Makes a call, with whatever becomes of it. */
function undergo<Response>(world: World, { name, act, lost }: Call<Response>): Promise<Response> {
  const { time, random, faultsInHundred, log } = world;
  const fate = drawFate(random, faultsInHundred());
  log(`${name} ${fate.name}`);
  return new Promise((resolve) => {
    let response: Promise<Response> | undefined;
    for (const landing of fate.lands)
      time.in(landing, () => {
        log(`${name} takes effect`);
        response = act();
        // A rejection that nobody waits for is none of the process's.
        response.catch(() => undefined);
      });
    if (fate.goesOn !== undefined) time.in(fate.goesOn, () => resolve(fate.isAnswered ? (response ?? lost()) : lost()));
  });
}

const noAnswer = () => Promise.reject(new Error('no answer came'));

/** A port each of whose calls may meet a fault; one without an answer rejects. */
export const faultyPort =
  (world: World) =>
  <Port extends object>(port: Port): Port =>
    Object.fromEntries(
      Object.entries(port).map(([name, call]) => [
        name,
        (...args: unknown[]) => undergo(world, { name, act: () => call(...args), lost: noAnswer }),
      ]),
    ) as Port;

/** A table whose calls meet faults; what is read without consistency may be old. */
export function faultyTable(world: World, { rows, ledger, due }: ReturnType<typeof inMemoryPayments>) {
  const { random, faultsInHundred } = world;
  const faulty = faultyPort(world);
  const versions = new Map<string, readonly (PaymentRow | undefined)[]>();
  const find = async (eventId: string) => {
    const isOld = faultsInHundred() > 0 && random(1, 10) === 1;
    return isOld ? oneOf(random, versions.get(eventId) ?? [undefined]) : rows.get(eventId);
  };
  const dueNow = async (eventId: string, now: string) => {
    const row = rows.get(eventId);
    if (row?.state === 'CHARGING') rows.set(eventId, { ...row, dueAt: now, dueShard: dueShardOf(eventId) });
  };
  return {
    ledger: faulty<PaymentLedger>({ ...ledger, find }),
    due: faulty<DuePayments>(due),
    hinted: faulty<HintedPayments>({ find, dueNow }),
    /** Keeps what an old read shows. */
    remember() {
      for (const [eventId, row] of rows) {
        const known = versions.get(eventId) ?? [undefined];
        if (known.at(-1) !== row) versions.set(eventId, [...known.slice(-3), row]);
      }
    },
  };
}

/** A gateway whose calls meet faults, where a card is refused now and taken later, and processing ends either way. */
export function faultyGateway(world: World, { gateway, intents }: ReturnType<typeof inMemoryPaymentGateway>) {
  const { time, random, faultsInHundred, isGatewayReachable } = world;
  const call = <Response>(name: string, act: () => Promise<Response>) =>
    isGatewayReachable()
      ? undergo<Response | typeof LOST>(world, { name, act, lost: async () => LOST })
      : undergo<typeof UNREACHABLE>(world, { name: `unreachable: ${name}`, act: unreachable, lost: unreachable });
  const isUnlucky = () => faultsInHundred() > 0 && random(1, 5) === 1;
  const refusesNow = ({ kind }: IntentState) => (kind === 'open' || kind === 'declined') && isUnlucky();
  const processFor = () => (faultsInHundred() > 0 ? random(1, 30 * MINUTE) : 0);
  const confirm = async (intentId: string, payment: PaymentIdentity): Promise<IntentResponse> => {
    const intent = intents.get(intentId);
    if (intent && refusesNow(intent.state)) intent.state = REFUSED;
    else await gateway.confirm(intentId, payment);
    if (intent?.state.kind === 'processing') time.in(processFor(), () => endProcessing(intent, random));
    return gateway.retrieve(intentId, payment);
  };
  return {
    create: (request) => call('create', async () => (isUnlucky() ? NOT_USABLE : gateway.create(request))),
    confirm: (...about) => call('confirm', () => confirm(...about)),
    retrieve: (...about) => call('retrieve', () => gateway.retrieve(...about)),
    // Refused now and then, with the intent as it is.
    cancel: (...about) => call('cancel', () => (isUnlucky() ? gateway.retrieve(...about) : gateway.cancel(...about))),
    refund: (...about) => call('refund', () => gateway.refund(...about)),
    list: (...about) => call('list', () => gateway.list(...about)),
  } satisfies PaymentGateway;
}

export function endProcessing(intent: Intent, random: Random) {
  if (intent.state.kind === 'processing') intent.state = oneOf(random, [{ kind: 'succeeded' }, REFUSED]);
}

const REFUSED = { kind: 'declined', code: 'insufficient_funds' } as const;
const NOT_USABLE = { kind: 'refused', code: 'payment_method_not_usable' } as const;
const unreachable = async () => UNREACHABLE;
