/** What happened to one resource of a stack. */
export interface ResourceEvent {
  readonly stack: string;
  /** Such as CREATE_IN_PROGRESS or DELETE_FAILED. */
  readonly status: string;
  readonly type: string;
  readonly name: string;
  readonly reason?: string | undefined;
}

interface ProgressDeps {
  readonly print: (line: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** What is in progress for longer than this is named from time to time, so that a long wait is no silence. */
const LONG_MS = 30_000;

/** Prints each resource once it is done, with the time since the beginning and the time that it took itself. */
export function resourceProgress({ print, now }: ProgressDeps) {
  const begun = now();
  const open = new Map<string, { readonly event: ResourceEvent; readonly since: number }>();
  let printedAt = begun;
  const printTimed = (line: string) => {
    printedAt = now();
    print(`${clock(printedAt - begun)}  ${line}`);
  };
  return {
    event(event: ResourceEvent) {
      const key = `${event.stack} ${event.name}`;
      if (event.status.endsWith('_IN_PROGRESS')) {
        if (!open.has(key)) open.set(key, { event, since: now() });
        return;
      }
      const since = open.get(key)?.since ?? now();
      open.delete(key);
      printTimed(`${event.stack}  ${describe(event)}  (${clock(now() - since).trim()})`);
    },
    line: printTimed,
    /** To be called every few seconds. */
    beat() {
      const longest = [...open.values()]
        .filter(({ event }) => event.type !== STACK)
        .sort((a, b) => a.since - b.since)[0];
      if (longest === undefined || now() - printedAt < LONG_MS) return;
      const { event, since } = longest;
      printTimed(`${event.stack}  ${describe(event)}  (for ${clock(now() - since).trim()})`);
    },
  };
}

const STACK = 'AWS::CloudFormation::Stack';

const describe = ({ status, type, name, reason }: ResourceEvent) =>
  [
    status.toLowerCase().replaceAll('_', ' '),
    type,
    name,
    ...(status.includes('FAILED') && reason ? [reason] : []),
  ].join('  ');

/** Minutes and seconds. */
const clock = (milliseconds: number) => {
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(6);
};

/** Seconds since a moment of `performance.now()`, as text. */
export const since = (started: number) => `${((performance.now() - started) / 1_000).toFixed(1)} s`;
