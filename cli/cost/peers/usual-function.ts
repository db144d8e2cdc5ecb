import { stages } from '../../../lib/stages.ts';
import { loggedUsage } from '../models/monitoring-usage.ts';
import { measured, SECONDS_PER_MONTH, type Usage } from '../usage.ts';

interface UsualFunction {
  /** Its units are measured under `usual-<name>`. */
  readonly name: string;
  /** An order. */
  readonly invocations?: number;
  /** Milliseconds an invocation, besides those of its own store. */
  readonly waits?: number;
  /** Consumers: as many invocations at once, while they share, and as many records in each. */
  readonly consumes?: { readonly partitions: number; readonly together: number };
}

/** As the functions of stage prod: arm64 with 512 MB. */
const GIGABYTES = 0.5;

/**
 * A function of Powertools' logger and metrics as they come: a line for each event with the context of the invocation, one of
 * metrics, and the three that Lambda writes by itself. It is priced as ours are.
 */
export function usualFunction({ name, invocations = 1, waits = 0, consumes }: UsualFunction): Usage[] {
  const cores = (GIGABYTES * 1_024) / measured('lambda/full-core');
  const cpu = (measured(`usual-${name}/cpu`) * measured('lambda/slower-core')) / cores / 1_000;
  const wait = (measured(`usual-${name}/wait`) + waits) / 1_000;
  const { partitions = Infinity, together = Infinity } = consumes ?? {};
  const line = measured('usual/log-line') + measured('usual/metrics-line') + measured('lambda/platform-log');
  return [
    { what: `requests of the ${name}`, price: 'lambda-request', perOrder: invocations },
    {
      what: `time of the ${name}`,
      price: 'lambda-arm64',
      perOrder: invocations * (cpu + wait) * GIGABYTES,
      atMost: partitions * GIGABYTES * SECONDS_PER_MONTH,
      perOrderAtLeast: consumes === undefined ? 0 : invocations * (cpu + wait / together) * GIGABYTES,
    },
    ...loggedUsage({ what: `logs of the ${name}`, perOrder: invocations * line, days: stages.prod.logRetention }),
    { what: `metrics of the ${name}`, price: 'metric', withOrders: 2 },
  ];
}
