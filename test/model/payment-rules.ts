/**
 * The protocol and its surroundings as one record of choices. What `PROTOCOL` says is right; a planted bug is one or two of
 * them changed. Read the rules themselves in docs/guarantees.md, the states in payment-state.ts.
 */
export type PaymentRules = Readonly<typeof ROW_FIRST>;

type First = 'row' | 'intent' | 'one call';
type Look = 'list' | 'search';
const choice = <T>(value: T): T => value;

/** So that a rule is either, not just what it is at first. */
const on: boolean = true;
const off: boolean = false;

export const ROW_FIRST = {
  // ---- How large the model is.
  /**
   * How many of these may happen in all, at most 3: a crash, a lost, late or duplicated call, gateway unreachable, stored 500,
   * refusal, redelivery to a second process, lost acknowledgement, dropped or replayed record, table set back.
   */
  faults: 3,
  /** Consumers of the topic at once. */
  consumers: 2,
  retriers: 1,
  operators: 1,
  /** Consumers and retriers at once. */
  processes: 3,

  // ---- The order of the steps.
  /** 'row': insert, create, record. 'intent': create, insert with the intent. 'one call' (version 1): create and confirm at once. */
  first: choice<First>('row'),
  /** The idempotency key of a create: one for the event, or one for each attempt. */
  createKey: choice<'event' | 'fresh'>('event'),
  /** A second key, used only where the gateway replays a stored 500. */
  secondKey: off,
  /** A takeover looks at the intent before it confirms it. */
  retrieveFirst: on,
  /** A declined intent is cancelled before the row says DECLINED. */
  cancelFirst: on,
  /** After an unknown confirm the same attempt may look once more before it parks. */
  secondLook: off,
  /** A consumer leaves a row that is due to the retrier, without a write. */
  dueAcknowledged: off,
  /** A consumer's read may miss a row that has just been inserted. */
  staleReads: off,
  /** An attempt may give up and ask for a review. */
  review: on,
  /** The operator cancels what a list shows where no intent is recorded. */
  operatorLists: off,
  dueAtInsert: off,

  // ---- What else there is.
  /** A client may cancel the order. */
  cancellation: off,
  reconciler: on,
  webhook: on,
  /** The event source may give a record up. */
  drops: on,

  // ---- The gateway.
  /** A confirmed intent may be `processing` first. */
  processing: on,
  /** A declined intent can't be confirmed again. */
  declineFinal: off,
  confirmCarriesMethod: off,
  refundKey: choice<'fixed' | 'fresh'>('fixed'),
  /** The gateway refunds no more than was captured. */
  refundBounded: on,

  // ---- PaymentDedup set back to an earlier time.
  restore: off,
  /** Processes may be alive then. */
  restoreLive: off,
  /** 'all': also to between insert and record where they are one write. */
  restoreMid: choice<'possible' | 'all'>('possible'),
  /** The rows are rebuilt from orders and payment events before anything runs. */
  rebuild: off,
  rebuildLosesDecision: off,
  /** The rebuild reads one complete list, and records the only intent of a row that could capture. */
  rebuildLooksUp: off,
  /** No event becomes older than the memory of keys. */
  neverOld: off,
  /** What a consumer does with an old event without a row. */
  oldEvent: choice<'create' | 'review' | 'adopt'>('create'),
  /** How the intents of an order are found: complete and at once, or by an index that lags. */
  look: choice<Look>('list'),
  /** Of several open intents: cancel the others first, or take any one. */
  adopt: choice<'cancel others' | 'one'>('cancel others'),
  noneFound: choice<'review' | 'create'>('review'),

  // ---- What is watched.
  /** Counts creates and confirms; nothing pauses and no key is forgotten then. */
  countCalls: off,
  /** Owners and leases are kept after a decision, for rules that look at them. */
  keepOwners: off,
  /** Names of invariants that are not checked, to see the harm behind them. */
  muted: choice<readonly string[]>([]),

  // ---- Conditions of writes, each of which can be left out.
  recordIfOwner: on,
  recordIfCharging: on,
  recordIfNoIntent: on,
  recordIfNotCancelled: off,
  settleIfOwner: on,
  settleIfCharging: on,
  settleIfNoIntent: on,
  parkIfOwner: on,
  /** All attempts have the same owner token. */
  oneToken: off,
  insertIfAbsent: on,
  declineIfAbsent: on,
  heldIfCharging: on,
  webhookIfOpen: on,
  resolveIfInReview: on,

  // ---- Planted bugs.
  confirmBeforeRecord: off,
  recordFailureIgnored: off,
  insertLoserConfirms: off,
  takeoverCreates: off,
  takeoverDropsDue: off,
  takeoverIgnoresCancellation: off,
  unknownDeclined: off,
  processingDeclined: off,
  secondLookDeclines: off,
  rowAfterCharge: off,
  acknowledgeIfClaimed: off,
  acknowledgeHeld: off,
  parkWithoutDue: off,
  parkKeepsLease: off,
  parkBlocks: off,
  decisionKeepsDue: off,
  retrierIgnoresLease: off,
  operatorRetrieves: off,
  operatorIgnoresCancellation: off,
  unansweredCreateFails: off,
  webhookSettles: off,
  refundWithoutDue: off,
  settleIgnoresCancellation: off,
  cancellationVoidsCharging: off,
  cancellationVoidsUnsent: off,
  cancellationInsertsNothing: off,
  cancellationIgnoresCharging: off,
  cancellationWithoutDue: off,
  /** What follows an unknown outcome of the one call. */
  oneCallThen: choice<'one call' | 'list' | 'two steps'>('one call'),
};

/** The protocol as it is implemented: what differs from `ROW_FIRST`. */
export const PROTOCOL = {
  first: 'intent',
  cancellation: true,
  secondKey: true,
  operatorLists: true,
  secondLook: true,
  dueAcknowledged: true,
  staleReads: true,
} satisfies Partial<PaymentRules>;
