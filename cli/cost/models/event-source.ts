import * as z from 'zod/mini';
import { type Resource, read, type StageResources } from '../resources.ts';
import { HOURS_PER_MONTH, type Usage } from '../usage.ts';

const Mapping = z.object({
  ProvisionedPollerConfig: z.optional(
    z.object({ MinimumPollers: z._default(z.number(), 1), PollerGroupName: z.optional(z.string()) }),
  ),
});
const POLLERS_PER_UNIT = 10;

/**
 * On-demand pollers and readers of streams are free; provisioned ones are paid by the hour, in units that the mappings of
 * one group share: the first of a group is charged for all.
 */
export function eventSourceUsage(mapping: Resource, stage: StageResources): Usage[] {
  const { ProvisionedPollerConfig: pollers } = read(Mapping, mapping);
  if (pollers === undefined) return [];
  const group = pollers.PollerGroupName === undefined ? [mapping] : groupNamed(pollers.PollerGroupName, stage);
  if (group[0] !== mapping) return [];
  const least = group.reduce(
    (sum, member) => sum + (read(Mapping, member).ProvisionedPollerConfig?.MinimumPollers ?? 0),
    0,
  );
  const units = Math.ceil(least / POLLERS_PER_UNIT);
  return [{ what: 'provisioned pollers', price: 'event-poller-unit', always: units * HOURS_PER_MONTH }];
}

const groupNamed = (name: string, stage: StageResources) =>
  stage
    .filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping')
    .filter((mapping) => read(Mapping, mapping).ProvisionedPollerConfig?.PollerGroupName === name);
