import type { Frame, OrderStepView } from '../../contract/live-events.ts';

/** A step, and when the page learned of it. */
export interface RecentStep extends OrderStepView {
  readonly id: string;
  readonly at: number;
}

/** How many are listed. */
const SHOWN = 30;

/** The steps of the frame before those that are known, each once: a resumed stream repeats some. */
export function withSteps(known: readonly RecentStep[], { at, steps }: Pick<Frame, 'at' | 'steps'>) {
  const ids = new Set(known.map(({ id }) => id));
  const fresh = steps
    .map((step) => ({ ...step, at, id: `${step.orderId} ${step.step} ${step.after}` }))
    .filter(({ id }) => !ids.has(id) && ids.add(id));
  return fresh.length === 0 ? known : [...fresh.reverse(), ...known].slice(0, SHOWN);
}
