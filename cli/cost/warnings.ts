import type { Traffic } from './bill.ts';
import { brokerVolume, daysKept, recordBytes } from './models/broker-usage.ts';
import { concurrencyOf, durationOf, recordsAtOnce, serviceName } from './models/invocations.ts';
import type { StageResources } from './resources.ts';
import { HOURS_PER_MONTH, ordersPerMonth } from './usage.ts';

/** Why a stage can't live with a rate: its price there would be the price of something else. */
export const warningsOf = (stage: StageResources, traffic: Traffic): string[] => [
  ...volumeWarnings(stage, traffic),
  ...speedWarnings(stage, traffic),
];

/** Whether the brokers' volumes hold what the topics keep at a rate; each of three brokers has a copy of everything. */
function volumeWarnings(stage: StageResources, { ordersPerSecond }: Traffic): string[] {
  const volume = brokerVolume(stage);
  const ordersPerDay = (ordersPerMonth(ordersPerSecond) * 24) / HOURS_PER_MONTH;
  const kept = stage
    .filter(({ type }) => type === 'AWS::MSK::Topic')
    .reduce((sum, topic) => sum + (recordBytes(topic) * daysKept(topic) * ordersPerDay) / 1e9, 0);
  if (volume === undefined || kept < volume) return [];
  const grows = stage.some(({ type }) => type === 'AWS::ApplicationAutoScaling::ScalableTarget');
  const room = `a volume has ${volume}${grows ? ': what it grows by is not counted' : ''}`;
  return [`the topics keep ${Math.ceil(kept)} GB a broker at this rate, and ${room}`];
}

/** Whether the invocations that can run at once are enough, when each has as many records at work as it may. */
function speedWarnings(stage: StageResources, { ordersPerSecond }: Traffic): string[] {
  return stage.flatMap((resource) => {
    const together = resource.type === 'AWS::Lambda::Function' ? recordsAtOnce(resource) : undefined;
    if (together === undefined) return [];
    const { cpu, wait } = durationOf(resource);
    const fastest = concurrencyOf(resource, stage) / (cpu + wait / together);
    const limit = `${serviceName(resource)} keeps up with ${Math.floor(fastest)} orders a second: its topic has too few partitions`;
    return ordersPerSecond <= fastest ? [] : [limit];
  });
}
