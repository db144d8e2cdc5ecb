import type { InvocationSeen } from '../../local/order-memory.ts';
import type { OrderFinding } from '../contract/order-views.ts';
import { shortFunction } from './local-flow.ts';
import type { OrderFacts } from './order-facts.ts';

/** `what` it is, what to do or what happens `next`. */
export const finding = (level: OrderFinding['level'], what: string, next: string): OrderFinding => ({
  level,
  what,
  next,
});

/** The same with the command that does it. */
export const repairable = (command: string, what: string, next: string): OrderFinding => ({
  ...finding('problem', what, next),
  command,
});

/** An event that no retry can publish. */
export const unpublishableFinding = (orderId: string, whose: string, reason: string) =>
  repairable(
    `npm run ops -- requeue ${orderId}`,
    `${whose} can never be published as it is: ${reason}`,
    'Repair the row, then publish it again.',
  );

/** That the event source of a function is not enabled. */
export function sourceFinding({ sources }: OrderFacts, name: string, effect: string): OrderFinding | undefined {
  const source = sources.find(({ functionName }) => shortFunction(functionName) === name);
  if (source === undefined || source.state === 'Enabled') return undefined;
  return repairable(
    `npm run ops -- sources enable ${name}`,
    `The event source of ${name} is ${source.state.toLowerCase()}: ${effect}`,
    'Enable it: it goes on where it stopped.',
  );
}

export const ownInvocations = ({ seen }: OrderFacts, name: string) =>
  seen.filter((one): one is InvocationSeen => one.kind === 'invocation' && shortFunction(one.functionName) === name);

/** The last invocation with it, where that failed. */
export function lastFailure(facts: OrderFacts, name: string): InvocationSeen | undefined {
  const last = ownInvocations(facts, name).at(-1);
  return last?.outcome === 'failed' ? last : undefined;
}

/** That a function fails with it, and why. */
export function failureFinding(failed: InvocationSeen, what: string, { logs }: OrderFacts): OrderFinding {
  const said = logs.findLast(({ functionName, line }) => functionName === failed.functionName && isTrouble(line));
  // The invocation's own error says of a batch only that a part of it failed.
  const why = said === undefined ? (failed.error ?? 'see the log') : reasonIn(said.line);
  const throttled = /ProvisionedThroughputExceeded|ThrottlingException|RequestLimitExceeded/.test(why);
  return finding(
    'problem',
    `${what}: ${why}`,
    throttled
      ? 'The table is throttled: it is tried again until the table takes it. Nothing is lost.'
      : `${shortFunction(failed.functionName)} has had it ${failed.delivery} times and tries again. Nothing is lost.`,
  );
}

const isTrouble = (line: string) => /"level":"(WARN|ERROR)"/.test(line);

/** The error's own words in a line of a log. */
const reasonIn = (line: string) => {
  const messages = [...line.matchAll(/"(?:message|name)":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text);
  return [...new Set(messages)].slice(0, 3).join(': ');
};
