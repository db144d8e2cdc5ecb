import type { ActiveFault, FaultDescription } from '../../console/contract/live-events.ts';

/** What goes wrong on purpose. */
export interface Fault extends FaultDescription {
  /**
   * Makes it go wrong, calling `strike` each time it has an effect; the answer puts it right again. `value` is what the
   * description asks for, its default, or 0.
   */
  begin(value: number, strike: Strike): Promise<EndFault> | EndFault;
}

export type Strike = () => void;

/** One after the other. */
export const both = (first: () => void, second: () => void) => () => {
  first();
  second();
};

export type EndFault = () => void;

export interface StartFault {
  readonly seconds: number;
  readonly value?: number | undefined;
}

/** The faults of a run. Each ends by itself. */
export interface FaultSwitches {
  readonly all: readonly FaultDescription[];
  active(): readonly ActiveFault[];
  /** Of one that is active it sets the end anew. @throws for an unknown id and for a number out of its range. */
  start(id: string, options: StartFault): Promise<void>;
  /** Does nothing where it is not active. @throws for an unknown id. */
  end(id: string): Promise<void>;
  /** How often it has had an effect since it began last, also when it is over. */
  strikes(id: string): number;
  /** Ends all, and for good. */
  stop(): Promise<void>;
}

interface FaultSwitchesDeps {
  readonly faults: readonly Fault[];
  readonly log: (message: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Does the work in so many milliseconds, unless the answer is called before. */
  readonly later: (milliseconds: number, work: () => void) => () => void;
}

interface Active {
  readonly shown: Omit<ActiveFault, 'strikes'>;
  readonly cancelTimer: () => void;
  readonly endIt: EndFault;
}

const LONGEST_FAULT_SECONDS = 3_600;

export function faultSwitches({ faults, log, now, later }: FaultSwitchesDeps): FaultSwitches {
  const active = new Map<string, Active>();
  const { strikes, strikeOf } = strikeCounts();
  const inTurn = oneAfterAnother();
  let isStopped = false;

  const revert = (id: string) => {
    const found = active.get(id);
    if (found === undefined) return;
    found.cancelTimer();
    active.delete(id);
    endFault(found, log);
  };
  /** Unless it was extended while it waited for its turn. */
  const expire = (shown: Active['shown']) => inTurn(() => active.get(shown.id)?.shown === shown && revert(shown.id));

  /** With another value it is another fault. */
  const goingOn = (id: string, value: number | undefined) => {
    const found = active.get(id);
    if (found?.shown.value !== value) revert(id);
    found?.cancelTimer();
    return active.get(id);
  };
  const begin = async (fault: Fault, { seconds, value }: StartFault): Promise<Active> => {
    const before = goingOn(fault.id, value);
    const endIt = before?.endIt ?? (await fault.begin(value ?? 0, strikeOf(fault.id)));
    const shown = shownAs(fault, { since: before?.shown.since ?? now(), until: now() + seconds * 1_000, value });
    return { shown, endIt, cancelTimer: later(seconds * 1_000, () => void expire(shown)) };
  };

  return {
    all: faults.map(({ begin: _, ...description }) => description),
    active: () => [...active.values()].map(({ shown }) => ({ ...shown, strikes: strikes(shown.id) })),
    strikes,
    async start(id, options) {
      const fault = findFault(faults, id);
      const checked = { seconds: checkedSeconds(options.seconds), value: checkedValue(fault, options.value) };
      await inTurn(async () => {
        if (isStopped) throw new Error('The system is stopping: no fault can be started.');
        active.set(id, await begin(fault, checked));
        log(`Fault for ${checked.seconds} s: ${inWords(fault, checked)}. ${fault.watch}`);
      });
    },
    async end(id) {
      findFault(faults, id);
      await inTurn(() => revert(id));
    },
    async stop() {
      isStopped = true;
      await inTurn(() => {
        for (const id of [...active.keys()]) revert(id);
      });
    },
  };
}

/** Of each fault anew when it begins. */
function strikeCounts() {
  const counts = new Map<string, number>();
  const strikes = (id: string) => counts.get(id) ?? 0;
  const strikeOf = (id: string): Strike => {
    counts.set(id, 0);
    return () => counts.set(id, strikes(id) + 1);
  };
  return { strikes, strikeOf };
}

/** Whatever one of them can't put right, the others end. */
function endFault({ shown: { id, title }, endIt }: Active, log: (message: string) => void): void {
  try {
    endIt();
    log(`Fault ended: ${title}`);
  } catch (error) {
    log(`The fault ${id} could not be ended: ${String(error)}`);
  }
}

type Times = Pick<ActiveFault, 'since' | 'until'>;

const shownAs = (
  { id, title }: Fault,
  { since, until, value }: Times & Pick<StartFault, 'value'>,
): Active['shown'] => ({
  id,
  title,
  since,
  until,
  ...(value !== undefined && { value }),
});

const inWords = ({ title, value: wanted }: Fault, { value }: StartFault) =>
  wanted === undefined ? title : `${title} (${value} ${wanted.unit})`;

/** A start and an end of the same fault that meet would leave half of each. */
function oneAfterAnother() {
  let last: Promise<unknown> = Promise.resolve();
  return async (work: () => unknown): Promise<void> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    await mine;
  };
}

function findFault(faults: readonly Fault[], id: string): Fault {
  const found = faults.find((fault) => fault.id === id);
  if (found !== undefined) return found;
  throw new Error(`There is no fault ${id}. There are: ${faults.map((fault) => fault.id).join(', ')}`);
}

function checkedSeconds(seconds: number): number {
  if (seconds >= 1 && seconds <= LONGEST_FAULT_SECONDS) return seconds;
  throw new Error(`A fault lasts from 1 to ${LONGEST_FAULT_SECONDS} seconds, not ${seconds}.`);
}

function checkedValue({ id, value: wanted }: Fault, value: number | undefined): number | undefined {
  if (wanted === undefined) {
    if (value === undefined) return undefined;
    throw new Error(`The fault ${id} takes no value.`);
  }
  const checked = value ?? wanted.default;
  if (Number.isInteger(checked) && checked >= 1 && checked <= wanted.highest) return checked;
  throw new Error(`${wanted.name} of the fault ${id} is a whole number from 1 to ${wanted.highest}, not ${checked}.`);
}
