import {
  cancel,
  confirmOutcomes,
  confirmWith,
  create,
  intentState,
  isUnsearchable,
  Late,
  lateAt,
  MOST_LATE,
  makeSearchable,
  refund,
  setIntentState,
  setLate,
} from './payment-gateway-model.ts';
import type { PaymentMoves } from './payment-moves.ts';
import { decideRow } from './payment-row-model.ts';
import {
  AtGateway,
  CANCEL_REQUESTED,
  DUE,
  INTENT,
  INTENT_NAMES,
  MOST_INTENTS,
  ROW,
  Row,
  STORED_500,
} from './payment-state.ts';

/** A hint of the gateway: it makes the row due, and decides nothing. */
export function callWebhook(m: PaymentMoves) {
  const { before, after, rules } = m;
  const row = before[ROW];
  const isOpen = row === Row.charging || row === Row.refundDue;
  if (rules.webhook && (isOpen || (!rules.webhookIfOpen && row !== Row.absent)) && !before[DUE]) {
    m.begin();
    after[DUE] = 1;
    m.go('webhook: dueAt = now', false);
  }
  if (rules.webhookSettles) settleByWebhook(m);
}

/** A planted bug. */
function settleByWebhook(m: PaymentMoves) {
  const { before, after, rules } = m;
  if (before[ROW] !== Row.charging || !before[INTENT]) return;
  const state = intentState(before, before[INTENT]);
  if (state !== AtGateway.declined && state !== AtGateway.succeeded) return;
  const captured = before[CANCEL_REQUESTED] ? Row.refundDue : Row.captured;
  m.begin();
  decideRow(after, state === AtGateway.succeeded ? captured : Row.declined, rules);
  m.go('webhook settles the row by its own word', false);
}

/** What the gateway does by itself with an intent. */
export function processIntents(m: PaymentMoves) {
  const { before, after } = m;
  for (let intent = 1; intent <= MOST_INTENTS; intent++) {
    if (intentState(before, intent) === AtGateway.processing) {
      m.begin();
      setIntentState(after, intent, AtGateway.succeeded);
      m.go(`gateway: intent ${intent} was processing, succeeds`, true);
      m.begin();
      setIntentState(after, intent, AtGateway.declined);
      m.go(`gateway: intent ${intent} was processing, is declined`, true);
    }
    if (isUnsearchable(before, intent)) {
      m.begin();
      makeSearchable(after, intent);
      m.go(`gateway: intent ${intent} becomes searchable`, true);
    }
  }
}

/** A request whose caller waits no longer is lost, or reaches the gateway at any later moment. */
export function landLateRequests(m: PaymentMoves) {
  m.by('gateway: ');
  for (let place = 0; place < MOST_LATE; place++) {
    const request = lateAt(m.before, place);
    const isRepeated = place > 0 && request === lateAt(m.before, place - 1);
    if (request === 0 || isRepeated) continue;
    beginWithout(m, place);
    m.go('a late request is lost', false);
    LANDINGS[request & ~7]?.(m, place, request & 7);
  }
  m.by('');
}

function beginWithout(m: PaymentMoves, place: number) {
  m.begin();
  setLate(m.after, place, 0);
}

type Landing = (m: PaymentMoves, place: number, intent: number) => void;

const LANDINGS: Record<number, Landing> = {
  [Late.confirm]: (m, place, intent) => {
    for (const outcome of confirmOutcomes(m.before, intent, m.rules)) {
      beginWithout(m, place);
      confirmWith(m.after, intent, outcome);
      m.go(`late confirm of intent ${intent} lands: ${INTENT_NAMES[intentState(m.after, intent)]}`, false);
    }
  },
  [Late.cancel]: (m, place, intent) => {
    beginWithout(m, place);
    cancel(m.after, intent);
    m.go(`late cancel of intent ${intent} lands: ${INTENT_NAMES[intentState(m.after, intent)]}`, false);
  },
  [Late.create]: (m, place) => {
    beginWithout(m, place);
    if (create(m.after, m.rules) !== 0) m.go('late create lands', false);
  },
  [Late.refund]: (m, place) => {
    beginWithout(m, place);
    refund(m.after, m.rules);
    m.go('late refund lands', false);
  },
  [Late.oneCall]: (m, place) => {
    beginWithout(m, place);
    const created = create(m.after, m.rules);
    if (created === 0 || created === STORED_500) return;
    for (const outcome of confirmOutcomes(m.after, created, m.rules)) {
      beginWithout(m, place);
      confirmWith(m.after, create(m.after, m.rules), outcome);
      m.go('late one-call charge lands', false);
    }
  },
};
