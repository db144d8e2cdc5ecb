import type { PlantedBug } from './planted-bug.ts';

const CLASSIFY = 'functions/reconciler/classify-order.ts';
const PRODUCER = 'functions/platform/kafka-producer.ts';
const PRODUCER_TEST = 'test/unit/platform/kafka-producer.test.ts';

/** Of what lies around the payment: what loses an order or its event, or reports what has not happened. */
export const flowBugs: readonly PlantedBug[] = [
  {
    name: '2xx before the write',
    harm: 'The client gets the id of an order that is not there.',
    edits: [
      {
        file: 'functions/order-api/place-order.ts',
        find: 'const existing = await orders.insert(order);',
        replace: 'const existing = await Promise.race([orders.insert(order).catch(() => undefined), undefined]);',
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['an order was answered that is not there'] },
  },
  {
    name: 'publisher acknowledges unsent records',
    harm: 'A send fails, the stream goes on, and the order is published by the reconciler much later.',
    edits: [
      {
        file: 'functions/outbox/publish-partition.ts',
        find: 'failed = entries.slice(entries.indexOf(first));\n        break;',
        replace: 'break;',
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['is not on its topic, though its stream record is done'] },
  },
  {
    name: 'commit before work',
    harm: 'The group goes past a record whose sandbox dies before the charge.',
    edits: [
      {
        file: 'functions/payment-processor/process-order-placed.ts',
        find: 'const outcome = await charge(order);',
        replace:
          "void charge(order).catch(() => undefined);\n    const outcome: PaymentOutcome = await Promise.resolve({ kind: 'duplicate' });",
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['is forgotten', 'the consumer has gone past'] },
  },
  {
    name: 'result event before settle',
    harm: 'The order is PAID by an event of a payment that is then declined.',
    edits: [
      {
        file: 'functions/outbox-publisher/outbox-events.ts',
        find: 'pending: (row) => (isDecided(row) ?',
        replace:
          "pending: (one) => [one.state === 'CHARGING' ? { ...one, state: 'CAPTURED' as const, decidedAt: one.firstAttemptAt } : one].flatMap((row) => isDecided(row) ?",
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['does not match its row'] },
  },
  {
    name: 'stream trimmed without reconciler',
    harm: 'An order whose stream record was lost is never published.',
    edits: [
      {
        file: 'functions/reconciler/reconcile-orders.ts',
        find: "const isLost = ({ kind }: Classification) => kind === 'requeue-order' || kind === 'requeue-payment';",
        replace: 'const isLost = (_: Classification) => false;',
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['never at rest'] },
  },
  {
    name: 'reconciler that looks only at PLACED',
    harm: 'A cancellation of a paid order, or a decision after a review, that was lost is never seen again.',
    edits: [
      {
        file: CLASSIFY,
        find: "if (isSettled(order) && order.outbox === undefined) return { kind: 'closed' };",
        replace: "if (order.status !== 'PLACED') return { kind: 'closed' };",
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['never at rest'] },
  },
  {
    name: 'send spanning partitions',
    harm: 'One leader moves, and kafkajs acknowledges records that are in no log.',
    edits: [
      {
        file: PRODUCER,
        find: 'messages: messages.map((message) => ({ ...message, partition })),',
        replace: 'messages: [...messages],',
      },
    ],
    caughtBy: { layer: 'unit', file: PRODUCER_TEST, test: 'sends every message to the one partition' },
  },
  {
    name: 'idempotent mode on with concurrent sends',
    harm: 'After a lost answer kafkajs takes the next batch for a duplicate, and it is lost.',
    edits: [{ file: PRODUCER, find: 'idempotent: false', replace: 'idempotent: true' }],
    caughtBy: { layer: 'unit', file: PRODUCER_TEST, test: 'with the idempotent mode off' },
  },
  {
    name: 'operator declines by retrieve',
    harm: 'A person declines an order by what the gateway shows, and a late confirmation captures it.',
    edits: [
      {
        file: 'operations/resolve-review.ts',
        find: 'const response = await intents.cancel(id, identityOf(row));',
        replace: 'const response = await intents.find(id, identityOf(row));',
      },
      {
        file: 'operations/resolve-review.ts',
        find: 'held.push(response.intent);',
        replace: 'held.push(asIfCanceled(response.intent));',
      },
    ],
    caughtBy: {
      layer: 'unit',
      file: 'test/unit/operations/resolve-review.test.ts',
      test: 'declines it when the gateway cancels its intent',
    },
  },
];
