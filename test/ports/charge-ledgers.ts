import {
  type ChargeLedger,
  type GatewayResponse,
  type KeyUse,
  type LedgerRecord,
  type PaymentIntentRecord,
  paymentIntentId,
} from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { dynamoChargeLedger } from '../../functions/payment-gateway-simulator/dynamo-charge-ledger.ts';
import { inMemoryChargeLedger } from '../doubles/in-memory-charge-ledger.ts';
import { createTestTable, testDynamoDb, testLeanDynamo } from '../harness/test-tables.ts';

/** A table for a charge ledger in the run's DynamoDB Local. */
export const ledgerTable = () =>
  createTestTable(testDynamoDb(), {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  });

/** Every kind of charge ledger, by its name. */
export const chargeLedgers: Readonly<Record<string, () => Promise<ChargeLedger>>> = {
  'in memory': async () => inMemoryChargeLedger(),
  'in DynamoDB': async () => dynamoChargeLedger({ dynamo: testDynamoDb(), table: await ledgerTable() }),
  "in DynamoDB, by the functions' own client": async () =>
    dynamoChargeLedger({ dynamo: testLeanDynamo(), table: await ledgerTable() }),
};

export const NEVER = 0;
export const NOON = Date.parse('2026-01-01T12:00:00Z');

export const aStoredIntent = (differing: Partial<PaymentIntentRecord> = {}): PaymentIntentRecord => ({
  ...{ id: paymentIntentId(NOON, 'a'), object: 'payment_intent', version: 1, createdAt: NOON, amount: 1_250 },
  ...{ currency: 'eur', status: 'requires_confirmation', paymentMethod: 'pm_card_visa', behavesLike: 'pm_card_visa' },
  ...{ mayRedirect: false, attempts: 0, refundedAmount: 0, metadata: { orderId: 'ord_1' } },
  ...differing,
});

export const CAPTURED = aStoredIntent({ version: 2, status: 'succeeded', attempts: 1, latestCharge: 'ch_1' });
export const REFUND: LedgerRecord = {
  ...{ id: 're_1', object: 'refund', version: 1, createdAt: NOON, paymentIntent: CAPTURED.id, charge: 'ch_1' },
  ...{ amount: 1_250, currency: 'eur', metadata: {} },
};

export const aUse = (response?: GatewayResponse, differing: Partial<KeyUse> = {}): KeyUse => ({
  ...{ key: 'k1', fingerprint: 'f1', usedAt: NOON, token: 't1', response },
  ...differing,
});
export const creationOf = (intent: PaymentIntentRecord, differing: Partial<KeyUse> = {}) => ({
  use: aUse({ status: 200, record: intent }, differing),
  changes: [intent],
  pruneBefore: NEVER,
});
export const change = (...changes: readonly LedgerRecord[]) => ({ changes, pruneBefore: NEVER });

export const COMMITTED = { kind: 'committed' };
export const CHANGED = { kind: 'changed' };
