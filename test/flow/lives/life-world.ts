import { PLACED_AT } from '../../doubles/order-builders.ts';
import { MINUTE, oneOf, type Random, virtualTime, type World } from './world.ts';

/** A while with faults, then one without; and a gateway that can be lost for a time. */
export function aWorld(random: Random, log: (line: string) => void) {
  const begun = Date.parse(PLACED_AT);
  const time = virtualTime(begun);
  const faultsEnd = time.now().getTime() + random(1, oneOf(random, [5, 30, 120]) * MINUTE);
  const severity = oneOf(random, [5, 15, 40]);
  let reachableFrom = 0;
  return {
    time,
    random,
    faultsEnd,
    faultsInHundred: () => (time.now().getTime() < faultsEnd ? severity : 0),
    isGatewayReachable: () => time.now().getTime() >= reachableFrom,
    loseGateway() {
      reachableFrom = Math.min(faultsEnd, time.now().getTime() + random(1, 20 * MINUTE));
    },
    /** Each line with the milliseconds since the first order. */
    log: (line: string) => log(`${time.now().getTime() - begun} ${line}`),
  } satisfies World & Record<string, unknown>;
}
export type LifeWorld = ReturnType<typeof aWorld>;
