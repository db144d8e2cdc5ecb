import data from './measured-units.json' with { type: 'json' };

const units: Readonly<Record<string, { readonly value: number }>> = data.units;
const metrics: Readonly<Record<string, readonly string[]>> = data.metrics;

/** How much of something one order, one invocation or one run takes; measured-units.json says how that is known. */
export function measured(name: string): number {
  const unit = units[name];
  if (unit === undefined) throw new Error(`nobody has measured ${name} (cli/cost/measured-units.json)`);
  return unit.value;
}

/** The names of the metrics that a function writes. */
export function metricsOf(service: string): readonly string[] {
  const names = metrics[service];
  if (names === undefined)
    throw new Error(`nobody has listed the metrics of ${service} (cli/cost/measured-units.json)`);
  return names;
}
