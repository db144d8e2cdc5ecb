import type { PlantedBug } from './planted-bug.ts';

const UPDATES = 'functions/payments/payment-updates.ts';
const LEDGER_TEST = 'test/ports/payment-ledger.test.ts';

/** Of the writes of a payment's row: what lets one attempt undo another's, or a decision. */
export const ledgerBugs: readonly PlantedBug[] = [
  {
    name: 'takeover removes dueAt',
    harm: 'An attempt that dies after its takeover takes the promise of a retry with it.',
    edits: [
      {
        file: UPDATES,
        find: 'attempts = attempts + :one`,',
        replace: 'attempts = attempts + :one REMOVE dueAt, dueShard`,',
      },
    ],
    caughtBy: { layer: 'ports', file: LEDGER_TEST, test: 'leaves on the row when it is due' },
  },
  {
    name: 'record unfenced',
    harm: 'A late attempt writes its own intent over one that is confirmed.',
    edits: [
      {
        file: UPDATES,
        find: `condition: \`\${FENCE} AND attribute_not_exists(intentId)\`,\n  values: { ...fenceOf(claim), ':intentId': intentId },`,
        replace: "condition: 'attribute_exists(#owner)',\n  values: { ':intentId': intentId },",
      },
    ],
    caughtBy: {
      layer: 'ports',
      file: LEDGER_TEST,
      test: 'recording an intent > writes it once',
    },
  },
  {
    name: 'cancel ignored by settle',
    harm: 'The customer cancelled, the payment is captured, and nobody gives it back.',
    edits: [{ file: UPDATES, find: 'if (!claim.cancelRequested) return', replace: 'return' }],
    caughtBy: { layer: 'simulation', laws: ['the cancellation of a payment was forgotten'] },
  },
  {
    name: 'settle fenced by neither owner nor state',
    harm: 'An attempt that wakes late turns a decided payment into another.',
    edits: [
      {
        file: UPDATES,
        find: 'condition: [\n      FENCE,',
        replace: "condition: [\n      'attribute_exists(eventId)',",
      },
      {
        file: UPDATES,
        find: '...valuesOf(change),\n      ...fenceOf(claim),',
        replace: '...valuesOf(change),',
      },
    ],
    caughtBy: {
      layer: 'ports',
      file: LEDGER_TEST,
      test: 'an attempt that wakes too late > changes nothing after a takeover',
    },
  },
];
