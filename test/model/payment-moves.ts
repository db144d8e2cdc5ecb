import { Moves } from './moves.ts';
import type { PaymentRules } from './payment-rules.ts';
import { FAULTS_LEFT, newState, type PaymentBytes, RECORD } from './payment-state.ts';
import {
  carry,
  end,
  exists,
  intentOf,
  isStale,
  Kind,
  kindOf,
  MOST_WORKERS,
  ownsRow,
  resultOf,
  setStep,
  stepOf,
} from './payment-workers.ts';

/** The client, the event source, the gateway or time. */
export const NOBODY = -1;

const NAMES: Record<number, string> = {
  [Kind.consumer]: 'consumer: ',
  [Kind.retrier]: 'retrier: ',
  [Kind.operator]: 'operator: ',
};

/** The transitions of one state. While a process moves, the fields describe it as it was before. */
export class PaymentMoves extends Moves<PaymentBytes> {
  readonly rules: PaymentRules;
  /** The place of the process that moves, or `NOBODY`. */
  worker = NOBODY;
  kind = 0;
  step = 0;
  ownsRow: boolean = false;
  isStale: boolean = false;
  intent = 0;
  result = 0;

  constructor(rules: PaymentRules) {
    super({ newState, faultsLeft: FAULTS_LEFT });
    this.rules = rules;
  }

  /** Lets each process move, with `move`. */
  eachWorker(move: (m: PaymentMoves) => void) {
    for (let worker = 0; worker < MOST_WORKERS; worker++) {
      if (!exists(this.before, worker)) continue;
      this.worker = worker;
      this.kind = kindOf(this.before, worker);
      this.step = stepOf(this.before, worker);
      this.ownsRow = ownsRow(this.before, worker);
      this.isStale = isStale(this.before, worker);
      this.intent = intentOf(this.before, worker);
      this.result = resultOf(this.before, worker);
      this.by(this.isStale ? 'stale consumer: ' : (NAMES[this.kind] ?? ''));
      move(this);
    }
    this.worker = NOBODY;
    this.by('');
  }

  /** The process goes on with another step, with the intent and the result that it carries there. */
  proceed(step: number, intent = 0, result = 0) {
    setStep(this.after, this.worker, step);
    carry(this.after, this.worker, { intent, result });
  }

  /** The process ends; a consumer's record comes again. */
  stop() {
    end(this.after, this.worker);
  }

  /** The process ends, and a consumer acknowledges its record. */
  acknowledge() {
    this.stop();
    if (this.kind === Kind.consumer && !this.isStale) this.after[RECORD] = 0;
  }
}
