import { Moves } from './moves.ts';
import { acknowledgedTo, imageOf, isStalePublisher, isWorking, setPublisher } from './outbox-publishers.ts';
import type { OutboxRules } from './outbox-rules.ts';
import { dropOldestImage, newOutboxState, OUTBOX_FAULTS, type OutboxState } from './outbox-state.ts';

const NONE = -1;

/** The transitions of one state. While a publisher moves, the fields describe it as it was before. */
export class OutboxMoves extends Moves<OutboxState> {
  readonly rules: OutboxRules;
  /** The place of the publisher that the stream waits for, or -1. */
  running = NONE;
  /** A place for another publisher, or -1. */
  free = NONE;
  place = 0;
  image = 0;
  acknowledged = 0;
  isStale: boolean = false;

  constructor(rules: OutboxRules) {
    super({ newState: newOutboxState, faultsLeft: OUTBOX_FAULTS });
    this.rules = rules;
  }

  lookAround() {
    const { before } = this;
    this.running = [0, 1].find((place) => isWorking(before, place) && !isStalePublisher(before, place)) ?? NONE;
    this.free = [0, 1].find((place) => !isWorking(before, place)) ?? NONE;
  }

  eachPublisher(move: (m: OutboxMoves) => void) {
    for (const place of [0, 1]) {
      if (!isWorking(this.before, place)) continue;
      this.place = place;
      this.image = imageOf(this.before, place);
      this.acknowledged = acknowledgedTo(this.before, place);
      this.isStale = isStalePublisher(this.before, place);
      this.by(this.isStale ? 'stale publisher: ' : 'publisher: ');
      move(this);
    }
    this.by('');
  }

  /** The publisher ends; its record comes again. */
  fail() {
    setPublisher(this.after, this.place, [0, 0, 0]);
  }

  /** The publisher ends, and the stream goes on. */
  finish() {
    this.fail();
    if (!this.isStale) dropOldestImage(this.after);
  }
}
