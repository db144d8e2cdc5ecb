import { dynamoPaymentLedger } from '../../functions/payment-processor/dynamo-payment-ledger.ts';
import { dynamoReviewLedger } from '../../functions/payment-processor/dynamo-review-ledger.ts';
import type { PaymentGateway } from '../../functions/payment-processor/payment-gateway.ts';
import type { PaymentOrder } from '../../functions/payment-processor/payment-order.ts';
import { type TakePaymentDeps, takePayment } from '../../functions/payment-processor/take-payment.ts';
import { forgetfulGateway } from '../doubles/forgetful-gateway.ts';
import { aChargeWindow } from '../doubles/payment-builders.ts';
import { type DynamoFault, faultyDynamoDb } from './faulty-dynamodb.ts';
import { createPaymentsTable } from './flow-tables.ts';
import { after } from './payment-processor.ts';
import { testDynamoDb } from './tables.ts';

/** Takes payments on a real table, before a gateway that forgets keys after a day; a test moves the clock. */
export async function paymentsInDynamoDb() {
  let seconds = 0;
  let tokens = 0;
  const now = () => after(seconds);
  const dynamo = testDynamoDb();
  const table = await createPaymentsTable(dynamo);
  const { gateway, captures, requests, loseAnswers } = forgetfulGateway(now);
  const ledger = dynamoPaymentLedger({ dynamo, table });
  const { find } = dynamoReviewLedger({ dynamo, table });
  const deps: TakePaymentDeps = { ledger, gateway, now, window: aChargeWindow(), newToken: () => `t${++tokens}` };
  return {
    deps,
    gateway,
    dynamo,
    table,
    take: takePayment(deps),
    /** Takes a payment whose calls of the table meet these faults, in their order. */
    takeMeeting: (...faults: DynamoFault[]) =>
      takePayment({ ...deps, ledger: dynamoPaymentLedger({ dynamo: faultyDynamoDb(testDynamoDb(), faults), table }) }),
    /** Takes a payment in a sandbox whose gateway is like this. */
    takeAt: (different: Partial<PaymentGateway>) => takePayment({ ...deps, gateway: { ...gateway, ...different } }),
    find,
    row: ({ eventId }: PaymentOrder) => find(eventId),
    captures,
    requests,
    loseAnswers,
    /** Sets the clock, in seconds after the orders were placed. */
    setClock(to: number) {
      seconds = to;
    },
  };
}
