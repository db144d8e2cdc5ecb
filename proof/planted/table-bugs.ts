import type { PlantedBug } from './planted-bug.ts';

const STATUS_STORE = 'functions/status-updater/dynamo-order-status-store.ts';
const STATUS_TEST = 'test/ports/order-status-store.test.ts';
const STATUS_CONDITION = `\`#status IN (\${Object.keys(lower).join(', ')})\`,`;
const STRIPE = 'functions/payments/stripe-payment-gateway.ts';

/** Of the adapters: what a conditional write, or a key, no longer prevents. */
export const tableBugs: readonly PlantedBug[] = [
  {
    name: 'claim deleted on error',
    harm: 'The next delivery charges as if there had been none.',
    edits: [
      {
        file: 'functions/payments/dynamo-payment-ledger.ts',
        find: 'const { obstacle } = await update(claim.eventId, release(claim, now));',
        replace: [
          `const Statement = 'DELETE FROM "' + deps.table + '" WHERE eventId = ?';`,
          'await deps.dynamo.batchExecuteStatement({ Statements: [{ Statement, Parameters: [{ S: claim.eventId }] }] });',
          'const obstacle = undefined;',
        ].join('\n      '),
      },
    ],
    caughtBy: {
      layer: 'ports',
      file: 'test/ports/payment-ledger-decisions.test.ts',
      test: 'gives back what sent nothing',
    },
  },
  {
    name: 'webhook settles by its own word',
    harm: 'A forged or old notification makes a payment CAPTURED.',
    edits: [
      {
        file: 'functions/gateway-webhook/dynamo-hinted-payments.ts',
        find: "UpdateExpression: 'SET dueAt = :now',",
        replace:
          "UpdateExpression: 'SET dueAt = :now, #state = :captured',\n        ExpressionAttributeNames: { '#state': 'state' },",
      },
      {
        file: 'functions/gateway-webhook/dynamo-hinted-payments.ts',
        find: "marshall({ ':now': now })",
        replace: "marshall({ ':now': now, ':captured': 'CAPTURED' })",
      },
    ],
    caughtBy: {
      layer: 'ports',
      file: 'test/ports/hinted-payments.test.ts',
      test: 'makes due now what waits for a later try, and changes nothing else',
    },
  },
  {
    name: 'unconditional status update',
    harm: 'An old event turns a paid order back.',
    edits: [
      { file: STATUS_STORE, find: STATUS_CONDITION, replace: '' },
      { file: STATUS_STORE, find: '      ...lower,\n', replace: '' },
    ],
    caughtBy: { layer: 'ports', file: STATUS_TEST, test: 'never lowers a final status' },
  },
  {
    name: 'status update that creates a row',
    harm: 'An order that nobody placed appears, with a status and nothing else.',
    edits: [
      {
        file: STATUS_STORE,
        find: "'attribute_exists(orderId) AND tenant = :tenant AND totalAmount = :amount AND currency = :currency',",
        replace:
          "'(attribute_not_exists(orderId) OR (tenant = :tenant AND totalAmount = :amount AND currency = :currency))',",
      },
      {
        file: STATUS_STORE,
        find: STATUS_CONDITION,
        replace: `\`(attribute_not_exists(#status) OR #status IN (\${Object.keys(lower).join(', ')}))\`,`,
      },
      {
        file: STATUS_STORE,
        find: 'payment = :payment, version = version + :one',
        replace: 'payment = :payment, version = if_not_exists(version, :one) + :one',
      },
    ],
    caughtBy: { layer: 'ports', file: STATUS_TEST, test: 'makes no row where there is no order' },
  },
  {
    name: 'requeue that changes nothing',
    harm: 'The stream does not show the row again, and the stuck order stays stuck.',
    edits: [
      {
        file: 'functions/reconciler/dynamo-requeues.ts',
        find: 'const count = requeues + 1;',
        replace: 'const count = requeues;',
      },
    ],
    caughtBy: { layer: 'ports', file: 'test/ports/requeues.test.ts', test: 'changes the row each time' },
  },
  {
    name: 'fresh gateway key per attempt',
    harm: 'Each attempt at an order has an intent of its own at the gateway.',
    edits: [
      {
        file: STRIPE,
        find: 'return await onceMoreUnderAnotherKey(request.eventId, createAs);',
        replace: 'return await onceMoreUnderAnotherKey(request.eventId + Math.random(), createAs);',
      },
    ],
    caughtBy: {
      layer: 'ports',
      file: 'test/ports/payment-gateway.test.ts',
      test: 'answers a repetition with the same intent',
    },
  },
  {
    name: 'refund with a fresh key',
    harm: 'A repeated refund is another refund.',
    edits: [
      {
        file: STRIPE,
        find: 'Id}.refund`,',
        replace: 'Id}.refund` + Math.random(),',
      },
    ],
    caughtBy: {
      layer: 'ports',
      file: 'test/ports/payment-gateway-refunds.test.ts',
      test: 'under a key that follows from the event',
    },
  },
];
