import type { OutboxMoves } from './outbox-moves.ts';
import { stalePublisher, startPublisher } from './outbox-publishers.ts';
import {
  appendImage,
  appendToTopic,
  ENTRIES,
  GIVEN_UP,
  inWords,
  isIn,
  MARKED,
  MOST_SENT_LATE,
  newestIn,
  numbersIn,
  ON_TOPIC,
  oldestImage,
  only,
  PAST_IMAGES,
  sentLateAt,
  setSentLate,
  UNPUBLISHABLE,
  VERSION,
  WAITING,
  WRONG,
  Wrong,
} from './outbox-state.ts';

/** A business change is one conditional update: state, version and the new entry. */
export function changeRow(m: OutboxMoves) {
  const { before, after, rules } = m;
  if (!mayChange(m)) return;
  const number = nextNumber(m);
  m.begin();
  if (rules.numberFromLength && isIn(before[ON_TOPIC], number)) after[WRONG] ||= Wrong.sameNumber;
  after[VERSION]++;
  after[ENTRIES] = rules.overwriteEntry ? only(number) : before[ENTRIES] | only(number);
  appendImage(after, rules.imageOfNewest ? only(number) : after[ENTRIES]);
  m.go(`change: event ${number} into the row, slots ${inWords(after[ENTRIES])}`, true);
}

const mayChange = ({ before, rules }: OutboxMoves) =>
  before[VERSION] < rules.events && !(rules.oneAtATime && before[ENTRIES]);

const nextNumber = ({ before, rules }: OutboxMoves) =>
  rules.numberFromLength ? numbersIn(before[ENTRIES]).length + 1 : before[VERSION] + 1;

/** The stream: one publisher at a time gets the oldest image, unless that one stalls; what waits too long is trimmed. */
export function deliverImage(m: OutboxMoves) {
  const { before, after, running, free } = m;
  const isNext = before[WAITING] !== 0 && running < 0;
  if (isNext && free >= 0) {
    m.begin();
    startPublisher(after, free, oldestImage(before));
    m.go(`publisher gets the image with slots ${inWords(oldestImage(before))}`, true);
  }
  if (!m.mayFail) return;
  if (running >= 0 && free >= 0) {
    m.spendFault();
    stalePublisher(after, running);
    m.go('publisher stalls, its record is delivered again', false);
  }
  if (isNext) {
    m.spendFault();
    after[WAITING] = 0;
    m.go('stream trimmed or given up', false);
  }
}

export function readOldImages(m: OutboxMoves) {
  const { before, after, free } = m;
  if (!m.mayFail || free < 0) return;
  for (let image = 1; image < 8; image++) {
    if (!((before[PAST_IMAGES] >> image) & 1)) continue;
    m.spendFault();
    startPublisher(after, free, image);
    stalePublisher(after, free);
    m.go(`an old image with slots ${inWords(image)} is read again`, false);
  }
}

export function landLateSends(m: OutboxMoves) {
  const { before, after } = m;
  for (let place = 0; place < MOST_SENT_LATE; place++) {
    const set = sentLateAt(before, place);
    const isRepeated = place > 0 && set === sentLateAt(before, place - 1);
    if (set === 0 || isRepeated) continue;
    m.begin();
    setSentLate(after, place, 0);
    m.go('a late produce request is lost', false);
    m.begin();
    setSentLate(after, place, 0);
    appendToTopic(after, set);
    m.go(`a late produce request lands: ${inWords(set)}`, false);
  }
}

/** Touches the row; the new image holds all its entries. */
export function requeueEntries(m: OutboxMoves) {
  const { before, after, rules } = m;
  const entries = before[ENTRIES];
  if (!rules.reconciler || entries === 0 || before[WAITING] || m.running >= 0) return;
  m.begin();
  appendImage(after, rules.requeueNewest ? only(newestIn(entries)) : entries);
  m.go(`reconciler: slots still full, touches the row (${inWords(entries)})`, true);
}

export function repairEvent(m: OutboxMoves) {
  const { before, after, rules } = m;
  if (!before[MARKED] || !before[UNPUBLISHABLE]) return;
  m.begin();
  if (rules.operatorDrops) {
    after[ENTRIES] &= ~only(before[UNPUBLISHABLE]);
    after[GIVEN_UP] |= only(before[UNPUBLISHABLE]);
  }
  after[UNPUBLISHABLE] = 0;
  after[MARKED] = 0;
  appendImage(after, after[ENTRIES]);
  const does = rules.operatorDrops ? 'drops the event' : 'repairs the event, touches the row';
  m.go(`operator ${does}`, true);
}
