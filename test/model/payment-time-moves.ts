import type { PaymentMoves } from './payment-moves.ts';
import { AGE, KEY, LEASE, OLD_EVENT, REFUND_KEY, SECOND_KEY } from './payment-state.ts';
import { exists, MOST_WORKERS, NextStep, Result, resultOf, stepOf } from './payment-workers.ts';

/** What time alone brings about, at any moment. Only the end of a lease and of `processing` may be waited for. */
export function passTime(m: PaymentMoves) {
  const { before, after, rules } = m;
  if (before[LEASE] && !rules.countCalls) {
    m.begin();
    after[LEASE] = 0;
    m.go('the lease runs out', true);
  }
  forgetCreateKeys(m);
  if (rules.restore && !rules.neverOld && !(before[AGE] & OLD_EVENT)) {
    m.begin();
    after[AGE] |= OLD_EVENT;
    m.go('the event is older than the safe window', true);
  }
  if (before[REFUND_KEY]) {
    m.begin();
    after[REFUND_KEY] = 0;
    m.go('gateway: the refund key is forgotten', false);
  }
}

function forgetCreateKeys(m: PaymentMoves) {
  const { before, after, rules } = m;
  if (before[KEY] && mayForgetKey(m)) {
    m.begin();
    after[KEY] = 0;
    if (rules.secondKey && rules.restore) after[SECOND_KEY] = 0;
    m.go('gateway: the key is forgotten', false);
  }
  if (rules.secondKey && before[SECOND_KEY] && !rules.restore) {
    m.begin();
    after[SECOND_KEY] = 0;
    m.go('gateway: the second key is forgotten', false);
  }
}

const mayForgetKey = (m: PaymentMoves) => !m.rules.countCalls && !(m.rules.restore && isKeyNeeded(m));

/** A restored table is safe with rules about young events only while the gateway remembers their keys. */
function isKeyNeeded({ before }: PaymentMoves): boolean {
  if (!(before[AGE] & OLD_EVENT)) return true;
  for (let worker = 0; worker < MOST_WORKERS; worker++) {
    const step = exists(before, worker) ? stepOf(before, worker) : 0;
    const isCreate = step === NextStep.create || step === NextStep.createFirst;
    if (isCreate && resultOf(before, worker) === Result.young) return true;
  }
  return false;
}
