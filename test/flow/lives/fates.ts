import { MINUTE, oneOf, type Random, SECOND } from './world.ts';

/** What becomes of one call; in milliseconds after it was made. */
export interface Fate {
  readonly name: string;
  /** When it takes effect: never, once, or once more in a copy. */
  readonly lands: readonly number[];
  /** When the caller goes on; never where its sandbox has died. */
  readonly goesOn: number | undefined;
  /** Whether the caller gets the response, of the last landing by then. */
  readonly isAnswered: boolean;
}

const TIMEOUT = 5 * SECOND;

const quick = (random: Random) => random(1, 300);
/** Up to hours, but mostly short: a lease ends sometimes, and sometimes it does not. */
const anyTime = (random: Random) => random(1, oneOf(random, [TIMEOUT, MINUTE, 3 * MINUTE, 180 * MINUTE]));

const FAULTS: Readonly<Record<string, (random: Random) => Omit<Fate, 'name'>>> = {
  'never arrives': (random) => ({ lands: [], goesOn: random(1, TIMEOUT), isAnswered: false }),
  'has no answer': (random) => ({ lands: [quick(random)], goesOn: TIMEOUT, isAnswered: false }),
  'lands after its time limit': (random) => ({
    lands: [TIMEOUT + anyTime(random)],
    goesOn: TIMEOUT,
    isAnswered: false,
  }),
  'is repeated for lack of an answer': (random) => {
    const [first, second] = [quick(random), quick(random)];
    return { lands: [first, first + second], goesOn: first + second + 1, isAnswered: true };
  },
  'lands again in a copy': (random) => {
    const first = quick(random);
    return { lands: [first, first + 1 + anyTime(random)], goesOn: first + 1, isAnswered: true };
  },
  'dies with its sandbox': () => ({ lands: [], goesOn: undefined, isAnswered: false }),
  'outlives its sandbox': (random) => ({ lands: [anyTime(random)], goesOn: undefined, isAnswered: false }),
  'is made by a sandbox that slept': (random) => {
    const asleep = anyTime(random);
    return { lands: [asleep], goesOn: asleep + 1, isAnswered: true };
  },
  'is answered to a sandbox that sleeps': (random) => {
    const first = quick(random);
    return { lands: [first], goesOn: first + anyTime(random), isAnswered: true };
  },
};

export const FAULT_NAMES = Object.keys(FAULTS);

/** Draws what becomes of a call, of which so many in a hundred meet a fault. */
export function drawFate(random: Random, faultsInHundred: number): Fate {
  const lands = quick(random);
  if (random(1, 100) > faultsInHundred) return { name: 'is made', lands: [lands], goesOn: lands + 1, isAnswered: true };
  const [name, fault] = oneOf(random, Object.entries(FAULTS));
  return { name, ...fault(random) };
}
