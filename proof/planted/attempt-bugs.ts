import type { PlantedBug } from './planted-bug.ts';

const ATTEMPT = 'functions/payments/attempt-payment.ts';
const ADVANCE = 'functions/payments/advance-payment.ts';

const FORGOTTEN = ['is forgotten', 'the consumer has gone past'];
const STILL_CAPTURABLE = ['though the gateway can capture it', 'although the gateway can capture it'];

/** Of an attempt at a payment: what charges twice, forgets a payment or declines one that can still be captured. */
export const attemptBugs: readonly PlantedBug[] = [
  {
    name: 'ack-if-claimed',
    harm: 'An attempt that died leaves its payment undecided for ever.',
    edits: [
      {
        file: ATTEMPT,
        find: 'return row === undefined ? begin(order) : goOn(row, order);',
        replace: "return row === undefined ? begin(order) : { kind: 'duplicate' };",
      },
    ],
    caughtBy: { layer: 'simulation', laws: FORGOTTEN },
  },
  {
    name: 'held without dueAt',
    harm: 'A record is acknowledged while another attempt holds the row; if that one dies, nobody comes.',
    edits: [
      {
        file: ADVANCE,
        find: 'if (obstacle.dueAt === undefined) await ledger.dueAfterLease(obstacle);',
        replace: '',
      },
    ],
    caughtBy: { layer: 'simulation', laws: FORGOTTEN },
  },
  {
    name: 'park without dueAt',
    harm: 'A payment whose outcome is not known is tried no more.',
    edits: [
      {
        file: ADVANCE,
        find: 'const obstacle = await ledger.park(claim, { dueAt, reason, now: now().toISOString() });',
        replace: 'const obstacle = await ledger.release(claim, now().toISOString());',
      },
    ],
    caughtBy: { layer: 'simulation', laws: FORGOTTEN },
  },
  {
    name: 'confirm before recording',
    harm: 'Another attempt records another intent, and both capture.',
    edits: [
      {
        file: ATTEMPT,
        find: 'const obstacle = await ledger.recordIntent(claim, intentId);',
        replace:
          'await gateway.confirm(intentId, identityOf(claim)); const obstacle = await ledger.recordIntent(claim, intentId);',
      },
      { file: ATTEMPT, find: '  dueShardOf,\n', replace: '  dueShardOf,\n  identityOf,\n' },
    ],
    caughtBy: { layer: 'simulation', laws: ['another intent than the recorded one was confirmed'] },
  },
  {
    name: 'DECLINED without cancel',
    harm: 'The order is declined, and a late confirmation captures it all the same.',
    edits: [
      {
        file: ADVANCE,
        find: 'return cancel(claim, response.code);',
        replace: 'return settle(claim, notCaptured(claim, response.code));',
      },
    ],
    caughtBy: { layer: 'simulation', laws: STILL_CAPTURABLE },
  },
  {
    name: 'timeout = declined',
    harm: 'The order is declined though its charge was captured without an answer.',
    edits: [
      {
        file: ADVANCE,
        find: "if (response.kind === 'unknown') return park(claim, response);",
        replace: "if (response.kind === 'unknown') return settle(claim, notCaptured(claim, 'timeout'));",
      },
    ],
    caughtBy: { layer: 'simulation', laws: STILL_CAPTURABLE },
  },
  {
    name: 'dedup after charge',
    harm: 'Two deliveries charge before either has written its row.',
    edits: [
      {
        file: ATTEMPT,
        find: 'const obstacle = await ledger.insert(row);',
        replace:
          'if (outcome === undefined && row.intentId) await gateway.confirm(row.intentId, identityOf(row)); const obstacle = await ledger.insert(row);',
      },
      { file: ATTEMPT, find: '  dueShardOf,\n', replace: '  dueShardOf,\n  identityOf,\n' },
    ],
    caughtBy: { layer: 'simulation', laws: ['another intent than the recorded one was confirmed'] },
  },
  {
    name: 'dropped after retries',
    harm: 'A payment that failed a few times is tried no more, and its customer waits for ever.',
    edits: [
      {
        file: 'functions/payment-retrier/retry-due-payments.ts',
        find: 'if (row === undefined || !isDue(row, now())) return;',
        replace: 'if (row === undefined || !isDue(row, now()) || row.attempts > 3) return;',
      },
    ],
    caughtBy: { layer: 'simulation', laws: ['not decided in time', 'never at rest'] },
  },
];
