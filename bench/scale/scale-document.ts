import type { LocalLoad } from './local-loads.ts';
import type { PredictedRate, ScaleReport } from './scale-cases.ts';
import type { SimulatedRun } from './simulate-flow.ts';
import { partsOf } from './simulated-stages.ts';

/** Around what is simulated in docs/scale.md. */
export const SCALE_MARK = '<!-- npm run bench -- scale --write -->';

export const scaleText = (report: ScaleReport): string =>
  [localTable(report.local), predictedTable([...report.prod, ...report.changed])].join('\n\n');

/** What was measured on one machine beside what is simulated of it. */
export const localTable = (local: ScaleReport['local']): string =>
  tableOf(
    ['on one machine', 'CPU an order', 'measured', 'simulated', 'difference', 'of its CPU in use'],
    local.flatMap(({ load, run }) =>
      QUANTITIES.flatMap(([name, unit]) => {
        const value = load[name];
        if (value === undefined) return [];
        const difference = Math.round((run[name] / value - 1) * 100);
        return [
          [
            load.name,
            `${load.cpuMs} ms`,
            `${nameOf(name)} ${value} ${unit}`,
            `${Math.round(run[name])} ${unit}`,
            `${difference > 0 ? '+' : ''}${difference} %`,
            load.ordersPerSecond > 0 ? `${Math.round((run.machine ?? 0) * 100)} %` : '',
          ],
        ];
      }),
    ),
  );

const QUANTITIES = [
  ['p50', 'ms'],
  ['p99', 'ms'],
  ['throughput', 'a second'],
] as const satisfies readonly (readonly [keyof LocalLoad & keyof SimulatedRun, string])[];

const nameOf = (quantity: string) => (quantity === 'throughput' ? 'paid' : quantity);

const predictedTable = (rates: readonly PredictedRate[]): string =>
  tableOf(
    ['orders a second, in AWS', 'partitions', 'paid a second', 'POST to PAID p50', 'p99', 'busiest stage'],
    rates.map((rate) => [
      `${count(rate.ordersPerSecond)}${rate.chargesPerSecond ? `, the gateway takes ${rate.chargesPerSecond}` : ''}`,
      rate.partitions ? `${count(rate.partitions.placed)} and ${count(rate.partitions.decided)}` : '6 and 6',
      count(rate.run.throughput * partsOf(rate.ordersPerSecond)),
      ...(rate.run.saturated ? ['grows', 'grows'] : [rate.run.p50, rate.run.p99].map(seconds)),
      busiest(rate.run),
    ]),
  );

/** Three digits; what is below ten has one more. */
const count = (value: number) => Number(value.toPrecision(3)).toLocaleString('en-US');
const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;

export function busiest({ load, saturated }: SimulatedRun): string {
  const [[name, part] = ['', 0]] = Object.entries(load ?? {}).sort(([, one], [, other]) => other - one);
  return `${saturated ?? name}, ${Math.round(part * 100)} %${saturated ? ', its queue grows' : ''}`;
}

const tableOf = (headings: readonly string[], rows: readonly (readonly string[])[]) =>
  [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
