import type { Invoke, InvokeResponse } from '../../lambda-local/functions/invocation.ts';

export const returned = (payload: unknown = null): InvokeResponse => ({ kind: 'returned', payload });
export const failed: InvokeResponse = { kind: 'failed', error: 'Error: as the test wants it' };

/** A function whose answers are written by the test; it keeps the events it was invoked with. */
export function scriptedFunction<Event>(
  answer: (event: Event, call: number) => InvokeResponse | Promise<InvokeResponse>,
) {
  const events: Event[] = [];
  const invoke: Invoke = async (_functionName, event) => {
    events.push(event as Event);
    return answer(event as Event, events.length);
  };
  return { invoke, events };
}
