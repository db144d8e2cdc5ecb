import type { PlantedBug } from './planted-bug.ts';

/** Of what clients, operators and the next consumer are told. */
export const answerBugs: readonly PlantedBug[] = [
  {
    name: 'another tenant may cancel',
    harm: 'Whoever guesses an order id cancels an order that is not theirs.',
    edits: [
      {
        file: 'functions/order-api/get-order.ts',
        find: 'return order?.tenant === tenant ? order : undefined;',
        replace: 'return order;',
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['another tenant cancelled the order'] },
  },
  {
    name: 'another body under a used key is replayed',
    harm: 'A client takes its new order for placed, and it is the old one.',
    edits: [
      {
        file: 'functions/order-api/place-order.ts',
        find: 'existing.requestHash === order.requestHash ?',
        replace: "existing.requestHash !== '' ?",
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['was taken for another body'] },
  },
  {
    name: 'receipt of the first record of a send',
    harm: 'An operator who follows a receipt finds the event of another order.',
    edits: [
      {
        file: 'functions/outbox/publish-partition.ts',
        find: 'chunk.map((entry, index) => record(entry, { ...place, offset: offset + index }, at))',
        replace: 'chunk.map((entry) => record(entry, { ...place, offset }, at))',
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['a receipt names another record'] },
  },
  {
    name: 'cancellation of a charging payment acknowledged without effect',
    harm: 'The customer cancelled in time, and is charged and never refunded.',
    edits: [
      {
        file: 'functions/payment-canceller/cancel-payment.ts',
        find: "if (effect === 'unchanged') return effect;",
        replace: "if (effect === 'unchanged' || effect === 'noted') return effect;",
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['the consumer has gone past'] },
  },
];
