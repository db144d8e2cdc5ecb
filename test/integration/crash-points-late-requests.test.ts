import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { LEASE_SECONDS } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';

interface Late {
  /** What is under way when its sandbox dies. */
  readonly request: 'create' | 'confirm' | 'cancel';
  readonly paymentMethod?: string;
  /** The card is refused by the first confirmation that lands, and would be taken by the next. */
  readonly isRefusedFirst?: boolean;
  /** The customer wants the order cancelled when the sandbox is dead. */
  readonly isCancelled?: boolean;
}

type Payments = Awaited<ReturnType<typeof paymentsInDynamoDb>>;

const RETRIER_PERIOD = 60;

/** A sandbox dies, and its request lands just before the successors' call of that number, or after their last. */
async function landBefore(point: number, { request, paymentMethod, isRefusedFirst, isCancelled }: Late) {
  const payments = await paymentsInDynamoDb({ forgets: () => true });
  const { attempt, find, row, pass, retryDue } = payments;
  const order = aPaymentOrder({ ...(paymentMethod && { paymentMethod }) });
  const gateway = isRefusedFirst ? refusingFirst(payments) : payments.gateway;
  let land = async (): Promise<unknown> => undefined;
  const dying = (...args: never[]) => {
    land = () => (gateway[request] as (...args: never[]) => Promise<unknown>)(...args);
    return Promise.reject(new Error('the sandbox died'));
  };
  await expect(attempt({ gateway: { ...gateway, [request]: dying } }).charge(order)).rejects.toThrow('died');
  if (isCancelled) await requestCancellation(payments, order.eventId);

  let calls = 0;
  const counted = <Port extends object>(port: Port): Port =>
    Object.fromEntries(
      Object.entries(port).map(([name, call]) => [
        name,
        async (...args: unknown[]) => {
          if (calls++ === point) await land();
          return call(...args);
        },
      ]),
    ) as Port;
  const successor = { ledger: counted(payments.ledger), gateway: counted(gateway) };
  pass(LEASE_SECONDS);
  await attempt(successor).charge(order);
  for (let runs = 0; (await row(order)).state === 'CHARGING' && runs < 10; runs++) {
    pass(RETRIER_PERIOD);
    await retryDue(successor);
  }
  if (point >= calls) await land();

  const decided = await find(order.eventId);
  const [recorded, ...others] = [...payments.intents.values()]
    .sort((one) => (one.intentId === decided?.intentId ? -1 : 1))
    .map(({ state }) => state.kind);
  return {
    calls,
    state: decided?.state,
    recorded,
    others: new Set(others),
    captures: payments.captures(order.eventId),
  };
}

function refusingFirst({ gateway, intents }: Payments): PaymentGateway {
  let hasRefused = false;
  return {
    ...gateway,
    async confirm(intentId, payment) {
      const intent = intents.get(intentId);
      if (hasRefused || intent?.state.kind !== 'open') return gateway.confirm(intentId, payment);
      hasRefused = true;
      intent.state = { kind: 'declined', code: 'insufficient_funds' };
      return intent.state;
    },
  };
}

const requestCancellation = ({ dynamo, table }: Payments, eventId: string) =>
  dynamo.send(
    new UpdateItemCommand({
      TableName: table,
      Key: marshall({ eventId }),
      UpdateExpression: 'SET cancelRequested = :true',
      ExpressionAttributeValues: marshall({ ':true': true }),
    }),
  );

/** How the recorded intent ends, for each decision. */
const ENDS: Readonly<Record<string, { readonly recorded: string; readonly captures: number }>> = {
  CAPTURED: { recorded: 'succeeded', captures: 1 },
  REFUND_DUE: { recorded: 'succeeded', captures: 1 },
  DECLINED: { recorded: 'canceled', captures: 0 },
  VOID: { recorded: 'canceled', captures: 0 },
};

describe('crash point 16: a request of a dead sandbox lands late', () => {
  it.each<[string, Late, readonly string[]]>([
    ['a creation', { request: 'create' }, ['CAPTURED']],
    ['a confirmation', { request: 'confirm' }, ['CAPTURED']],
    [
      'a confirmation, of a card that is refused once',
      { request: 'confirm', isRefusedFirst: true },
      ['CAPTURED', 'DECLINED'],
    ],
    ['a confirmation, of a cancelled order', { request: 'confirm', isCancelled: true }, ['REFUND_DUE', 'VOID']],
    ['a cancellation', { request: 'cancel', paymentMethod: 'pm_card_chargeDeclined' }, ['DECLINED']],
  ])('captures once, and DECLINED stays uncaptured, whenever it lands: %s', async (_what, late, expected) => {
    const seen = new Set<string | undefined>();
    for (let point = 0, last = Infinity; point <= last; point++) {
      const { calls, state, recorded, others, captures } = await landBefore(point, late);

      expect({ point, recorded, captures }).toEqual({ point, ...ENDS[state ?? 'absent'] });
      expect([[], ['open']], `point ${point}`).toContainEqual([...others]);
      seen.add(state);
      last = calls;
    }

    expect([...seen].sort()).toEqual(expected);
  });
});
