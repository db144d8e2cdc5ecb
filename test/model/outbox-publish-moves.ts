import type { OutboxMoves } from './outbox-moves.ts';
import { acknowledgeTo, closeNext, Publishing, publisherStep, setImage } from './outbox-publishers.ts';
import {
  appendImage,
  appendToTopic,
  below,
  ENTRIES,
  GIVEN_UP,
  inWords,
  MARKED,
  newestIn,
  numbersIn,
  ON_TOPIC,
  only,
  RECEIPTS,
  sendLate,
  UNPUBLISHABLE,
  WRONG,
  Wrong,
} from './outbox-state.ts';

/** A publisher sends the entries of its image ascending, stops at the first failure, and closes what was acknowledged. */
export function publish(m: OutboxMoves) {
  if (m.mayFail) {
    m.spendFault();
    m.fail();
    m.go('crashes', false);
  }
  if (publisherStep(m.before, m.place) === Publishing.sends) send(m);
  else close(m);
}

function send(m: OutboxMoves) {
  const { after, rules } = m;
  const rest = m.image & ~m.acknowledged;
  if (rest === 0) {
    m.begin();
    closeNext(after, m.place);
    return m.go('all acknowledged', true);
  }
  if (rules.closeBeforeSending) {
    m.begin();
    after[ENTRIES] &= ~m.image;
    if (m.image & ~after[ON_TOPIC]) after[WRONG] ||= Wrong.unpublishedClosed;
    m.go('closes before sending', true);
  }
  const choices = numbersIn(rest);
  for (const number of rules.anyOrder ? choices : choices.slice(0, 1)) sendEntry(m, number, rest);
}

function sendEntry(m: OutboxMoves, number: number, rest: number) {
  const { before, rules } = m;
  if (number === before[UNPUBLISHABLE] && rules.onUnpublishable !== 'placeholder') return meetUnpublishable(m, number);
  const set = rules.batch ? rest & publishableFrom(m, number) : only(number);
  sendSet(m, set);
  if (rules.sendInParallel) sendNext(m, rest & ~only(number));
}

/** One send: what stands before the event that can't be published. */
const publishableFrom = ({ before }: OutboxMoves, number: number) =>
  before[UNPUBLISHABLE] > number ? below(before[UNPUBLISHABLE]) : ~0;

function sendSet(m: OutboxMoves, set: number) {
  const { after } = m;
  m.begin();
  appendToTopic(after, set);
  acknowledgeTo(after, m.place, set);
  m.go(`sends ${inWords(set)}, acknowledged`, true);
  if (!m.mayFail) return;
  m.spendFault();
  sendLate(after, set);
  failSend(m, set);
  m.go(`send of ${inWords(set)} delayed or lost, fails`, false);
}

function failSend(m: OutboxMoves, set: number) {
  const { after, rules, place } = m;
  if (rules.goOnAfterFailure && m.image !== set) setImage(after, place, m.image & ~set);
  else if (rules.closeAcknowledged && m.acknowledged) {
    closeNext(after, place);
    setImage(after, place, m.acknowledged);
  } else m.fail();
}

/** A planted bug: the acknowledgement of a later send comes first. */
function sendNext(m: OutboxMoves, others: number) {
  const [next] = numbersIn(others);
  if (next === undefined || next === m.before[UNPUBLISHABLE]) return;
  m.begin();
  appendToTopic(m.after, only(next));
  acknowledgeTo(m.after, m.place, only(next));
  m.go(`the parallel send of ${next} is acknowledged first`, true);
}

/** An event that no attempt can publish: it and the later ones of its row wait, its neighbours pass. */
function meetUnpublishable(m: OutboxMoves, number: number) {
  const { after, rules } = m;
  m.begin();
  if (rules.onUnpublishable === 'skip') {
    acknowledgeTo(after, m.place, only(number));
    after[GIVEN_UP] |= only(number);
    m.go(`event ${number} can't be published, skipped`, true);
  } else if (rules.onUnpublishable === 'throw') {
    m.fail();
    m.go(`event ${number} can't be published, the record fails`, true);
  } else {
    closeNext(after, m.place);
    if (!after[MARKED]) after[MARKED] = number;
    m.go(`event ${number} can't be published: marked, stops before it`, true);
  }
}

/** One update removes exactly the acknowledged entries and writes a receipt for each. */
function close(m: OutboxMoves) {
  const { before, after, image, acknowledged } = m;
  const isDone = (image & ~acknowledged) === 0 || before[MARKED] !== 0;
  m.begin();
  closeEntries(m);
  if (isDone) m.finish();
  else m.fail();
  m.go(`closes ${inWords(acknowledged)}, slots ${inWords(after[ENTRIES])}`, true);
  if (!m.mayFail) return;
  m.spendFault();
  closeEntries(m);
  m.fail();
  m.go(`closes ${inWords(acknowledged)}, answer lost`, false);
}

function closeEntries(m: OutboxMoves) {
  const { after, rules, image, acknowledged } = m;
  const entries = after[ENTRIES];
  const closed = entries & closable(m, entries);
  if (closed & ~after[ON_TOPIC] & ~after[GIVEN_UP]) after[WRONG] ||= Wrong.unpublishedClosed;
  after[ENTRIES] = entries & ~closed;
  after[RECEIPTS] |= rules.receiptsForImage ? image : acknowledged;
  if (closed) appendImage(after, after[ENTRIES]);
}

/** The set of entries that the update may remove. */
function closable({ rules, image, acknowledged }: OutboxMoves, entries: number): number {
  if (rules.closeAll) return ~0;
  if (rules.closeIfUnchanged && entries !== image) return 0;
  if (rules.closeByPosition)
    return numbersIn(entries)
      .slice(0, numbersIn(acknowledged).length)
      .reduce((set, number) => set | only(number), 0);
  if (rules.highWaterMark && acknowledged) return below(newestIn(acknowledged) + 1);
  return acknowledged;
}
