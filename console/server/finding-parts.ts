import type { InvocationSeen } from '../../local/order-memory.ts';
import type { Finding } from '../contract/console-views.ts';
import { shortFunction } from './local-flow.ts';
import type { OrderFacts } from './order-facts.ts';

/** `what` it is, what to do or what happens `next`. */
export const finding = (level: Finding['level'], what: string, next: string): Finding => ({ level, what, next });

/** The same with the command that does it. */
export const repairable = (command: string, what: string, next: string): Finding => ({
  ...finding('problem', what, next),
  command,
});

/** An event that no retry can publish. */
export const unpublishable = (orderId: string, whose: string, reason: string) =>
  repairable(
    `npm run ops -- requeue ${orderId}`,
    `${whose} can never be published as it is: ${reason}`,
    'Repair the row, then publish it again.',
  );

/** That the event source of a function is not enabled. */
export function sourceFinding({ sources }: OrderFacts, name: string, effect: string): Finding | undefined {
  const source = sources.find(({ functionName }) => shortFunction(functionName) === name);
  if (source === undefined || source.state === 'Enabled') return undefined;
  return repairable(
    `npm run ops -- sources enable ${name}`,
    `The event source of ${name} is ${source.state.toLowerCase()}: ${effect}`,
    'Enable it: it goes on where it stopped.',
  );
}

export const invocationsOf = ({ seen }: OrderFacts, name: string) =>
  seen.filter((one): one is InvocationSeen => one.kind === 'invocation' && shortFunction(one.functionName) === name);

/** The last invocation with it, where that failed. */
export function lastFailure(facts: OrderFacts, name: string): InvocationSeen | undefined {
  const last = invocationsOf(facts, name).at(-1);
  return last?.outcome === 'failed' ? last : undefined;
}

/** That a function fails with it, and why. */
export function failureFinding(failed: InvocationSeen, what: string, { logs }: OrderFacts): Finding {
  const said = logs.findLast(({ functionName, line }) => functionName === failed.functionName && isTrouble(line));
  const why = failed.error ?? (said === undefined ? 'see the log' : reasonIn(said.line));
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
