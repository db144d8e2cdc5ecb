import { OutboxMoves } from './outbox-moves.ts';
import { publish } from './outbox-publish-moves.ts';
import { sortPublishers } from './outbox-publishers.ts';
import type { OutboxRules } from './outbox-rules.ts';
import {
  below,
  clearUnused,
  ENTRIES,
  GIVEN_UP,
  newOutboxState,
  ON_TOPIC,
  OUTBOX_FAULTS,
  type OutboxState,
  RECEIPTS,
  UNPUBLISHABLE,
  VERSION,
  WRONG,
  Wrong,
} from './outbox-state.ts';
import {
  changeRow,
  deliverImage,
  landLateSends,
  readOldImages,
  repairEvent,
  requeueEntries,
} from './outbox-surroundings.ts';
import type { TransitionSystem } from './search.ts';

/**
 * Several events of one row on their way to the topic, for `search`. At their first appearance they are in order and without a
 * gap (duplicates are allowed anywhere), a receipt names a record that is there, nothing is lost.
 */
export function outboxModel(rules: OutboxRules): TransitionSystem {
  const m = new OutboxMoves(rules);
  const initial = newOutboxState();
  initial[OUTBOX_FAULTS] = rules.faults;
  initial[UNPUBLISHABLE] = rules.unpublishable;
  return {
    initial,
    before: m.before,
    after: m.after,
    next: (emit) => {
      m.emitTo(emit);
      emitOutboxTransitions(m);
    },
    normalise: () => {
      sortPublishers(m.after);
      clearUnused(m.after);
    },
    violation: () => violationOf(m.after, rules),
    isGoal: () => isPublished(m.after, rules),
  };
}

function emitOutboxTransitions(m: OutboxMoves) {
  m.lookAround();
  changeRow(m);
  deliverImage(m);
  readOldImages(m);
  landLateSends(m);
  requeueEntries(m);
  repairEvent(m);
  m.eachPublisher(publish);
}

const NAMES: Record<number, string> = {
  [Wrong.order]: 'a later number appears before an earlier one',
  [Wrong.unpublishedClosed]: 'an unpublished event was closed',
  [Wrong.sameNumber]: 'two events with one number',
};

function violationOf(t: OutboxState, rules: OutboxRules): string | null {
  if (t[WRONG]) return NAMES[t[WRONG]] ?? null;
  const missing = ~t[ON_TOPIC];
  if (t[RECEIPTS] & missing & ~t[GIVEN_UP]) return 'a receipt names no record';
  if (t[GIVEN_UP] & missing && t[ON_TOPIC] > t[GIVEN_UP]) return 'a gap: an event was given up for ever';
  const placed = below(t[VERSION] + 1);
  const isLost = (placed & missing & ~t[ENTRIES] & ~t[GIVEN_UP]) !== 0;
  return isLost && !rules.numberFromLength ? 'lost: an event is neither on the row nor on the topic' : null;
}

const isPublished = (t: OutboxState, { events }: OutboxRules) =>
  t[VERSION] === events && !t[ENTRIES] && t[ON_TOPIC] === below(events + 1);
