/** The outbox of several events of one row, and what surrounds it. What `OUTBOX` says is right; a bug changes one of it. */
export type OutboxRules = Readonly<typeof OUTBOX>;

const choice = <T>(value: T): T => value;
/** So that a rule is either, not just what it is at first. */
const on: boolean = true;
const off: boolean = false;

export const OUTBOX = {
  /** Crashes, lost or late sends, lost answers, stalls, trimmed streams, old images: how many in all, at most 3. */
  faults: 3,
  /** How many events the row has in its life, at most 3. */
  events: 3,
  /** The number of an event that can't be published, or 0. */
  unpublishable: 0,
  /** It and later ones wait for an operator; or it is left out; or its record fails; or something else takes its number. */
  onUnpublishable: choice<'hold' | 'skip' | 'throw' | 'placeholder'>('hold'),
  reconciler: on,

  // ---- Other ways that are right, too.
  /** All entries of an image in one send. */
  batch: off,
  /** A failed send closes what was acknowledged before it. */
  closeAcknowledged: off,
  /** Everything up to the highest acknowledged number is closed. */
  highWaterMark: off,
  /** Nothing is closed where the row has changed since the image. */
  closeIfUnchanged: off,
  /** No change of the row before its event is published. */
  oneAtATime: off,

  // ---- Planted bugs.
  closeAll: off,
  closeByPosition: off,
  closeBeforeSending: off,
  numberFromLength: off,
  overwriteEntry: off,
  anyOrder: off,
  goOnAfterFailure: off,
  sendInParallel: off,
  imageOfNewest: off,
  requeueNewest: off,
  receiptsForImage: off,
  operatorDrops: off,
};
