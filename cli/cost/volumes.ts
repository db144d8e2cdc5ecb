import type { Traffic } from './bill.ts';
import { brokerVolume } from './models/msk.ts';
import { daysKept, recordBytes } from './models/topic.ts';
import type { StageResources } from './resources.ts';
import { HOURS_PER_MONTH, ordersPerMonth } from './usage.ts';

/** Whether the brokers' volumes hold what the topics keep at a rate; each of three brokers has a copy of everything. */
export function volumeWarnings(stage: StageResources, { ordersPerSecond }: Traffic): string[] {
  const volume = brokerVolume(stage);
  const ordersPerDay = (ordersPerMonth(ordersPerSecond) * 24) / HOURS_PER_MONTH;
  const kept = stage
    .filter(({ type }) => type === 'AWS::MSK::Topic')
    .reduce((sum, topic) => sum + (recordBytes(topic) * daysKept(topic) * ordersPerDay) / 1e9, 0);
  if (volume === undefined || kept < volume) return [];
  return [`the topics keep ${Math.ceil(kept)} GB a broker at this rate, and a volume has ${volume}.`];
}
