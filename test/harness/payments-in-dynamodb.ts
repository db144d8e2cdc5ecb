import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoDuePayments } from '../../functions/payment-retrier/dynamo-due-payments.ts';
import { retryDuePayments } from '../../functions/payment-retrier/retry-due-payments.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import { dynamoPaymentLedger, readPaymentRow } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoRefunds } from '../../functions/payments/dynamo-refunds.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import type { PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import { refundPayment } from '../../functions/payments/refund-payment.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { type DynamoFault, faultyDynamoDb } from './faulty-dynamodb.ts';
import { after, LEASE_SECONDS } from './payments.ts';
import { createPaymentsTable, testDynamoDb } from './test-tables.ts';

/** What the first call of each of the ledger's methods meets. */
type LedgerFaults = Partial<Record<keyof PaymentLedger, DynamoFault>>;

interface Different {
  readonly faults?: LedgerFaults;
  readonly ledger?: Partial<PaymentLedger>;
  readonly gateway?: Partial<PaymentGateway>;
}

/** Attempts at payments on a real table, at the gateway's double; a test moves the clock. */
export async function paymentsInDynamoDb(options: Parameters<typeof inMemoryPaymentGateway>[0] = {}) {
  let seconds = 0;
  let tokens = 0;
  const now = () => after(seconds);
  const dynamo = testDynamoDb();
  const table = await createPaymentsTable(dynamo);
  const atGateway = inMemoryPaymentGateway(options);
  const calls: string[] = [];
  const gateway = recorded(atGateway.gateway, calls);
  const ledger = dynamoPaymentLedger({ dynamo, table });

  const attempt = ({ faults = {}, ledger: otherLedger = {}, gateway: otherGateway = {} }: Different = {}) =>
    attemptPayment({
      ledger: { ...ledger, ...meeting(table, faults), ...otherLedger },
      gateway: { ...gateway, ...otherGateway },
      now,
      newToken: () => `token-${++tokens}`,
      leaseSeconds: LEASE_SECONDS,
    });
  const find = async (eventId: string) => {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: marshall({ eventId }), ConsistentRead: true }),
    );
    return Item && readPaymentRow(Item);
  };
  const due = dynamoDuePayments({ dynamo, table });

  return {
    dynamo,
    table,
    ledger,
    gateway,
    due,
    now,
    /** An attempt that meets these faults, or whose ledger or gateway differs in these calls. */
    attempt,
    charge: attempt().charge,
    find,
    async row({ eventId }: Pick<PaymentRow, 'eventId'>): Promise<PaymentRow> {
      const row = await find(eventId);
      if (row === undefined) throw new Error(`there is no row ${eventId}`);
      return row;
    },
    /** One run of the retrier, in which an attempt may differ; answers how it ended. */
    async retryDue(different: Different = {}) {
      const errors: unknown[] = [];
      const retry = retryDuePayments({
        due,
        retry: attempt(different).retry,
        refund: refundPayment({
          refunds: dynamoRefunds({ dynamo, table }),
          gateway: { ...gateway, ...different.gateway },
          now,
        }),
        report: () => undefined,
        failed: (_eventId, error) => errors.push(error),
        now,
        concurrency: 4,
      });
      return { ...(await retry({ deadline: after(seconds + 60) })), errors };
    },
    /** What the retrier will try some day. */
    dueEver: async () => (await due.page(after(1e9), undefined)).eventIds,
    intents: atGateway.intents,
    requests: atGateway.requests,
    captures: atGateway.captures,
    /** Of the gateway, in their order. */
    calls,
    pass(moreSeconds: number) {
      seconds += moreSeconds;
    },
  };
}

/** The ledger's methods that meet a fault, each over a client of its own. */
const meeting = (table: string, faults: LedgerFaults): Partial<PaymentLedger> =>
  Object.fromEntries(
    Object.entries(faults).map(([name, fault]) => {
      const ledger = dynamoPaymentLedger({ dynamo: faultyDynamoDb(testDynamoDb(), [fault]), table });
      return [name, ledger[name as keyof PaymentLedger]];
    }),
  );

const recorded = (gateway: PaymentGateway, calls: string[]) =>
  Object.fromEntries(
    Object.entries(gateway).map(([name, call]) => [
      name,
      (...args: unknown[]) => {
        calls.push(name);
        return call(...args);
      },
    ]),
  ) as unknown as PaymentGateway;
