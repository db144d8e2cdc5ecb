import data from './measured-units.json' with { type: 'json' };

const units: Readonly<Record<string, { readonly value: number }>> = data.units;

/** How much of something one order, one invocation or one run takes; measured-units.json says how that is known. */
export function measured(name: string): number {
  const unit = units[name];
  if (unit === undefined) throw new Error(`needs ${name}, which nobody has measured (cli/cost/measured-units.json)`);
  return unit.value;
}
