import { METRICS } from '../../functions/contracts/metrics.ts';

const BY_SERVICE: Readonly<Record<string, readonly string[]>> = METRICS;

/** The names of the metrics that a function writes; one that is in no contract can write none. */
export const metricsOf = (service: string): readonly string[] => BY_SERVICE[service] ?? [];
