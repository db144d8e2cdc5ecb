import * as z from 'zod/mini';
import { type Resource, read } from '../resources.ts';
import { HOURS_PER_MONTH, type Usage } from '../usage.ts';

const Mapping = z.object({
  ProvisionedPollerConfig: z.optional(z.object({ MinimumPollers: z._default(z.number(), 1) })),
});
const POLLERS_PER_UNIT = 10;

/** On-demand pollers and readers of streams are free; provisioned ones are paid by the hour, in units that are not shared. */
export function eventSourceUsage(mapping: Resource): Usage[] {
  const { ProvisionedPollerConfig: pollers } = read(Mapping, mapping);
  if (pollers === undefined) return [];
  const units = Math.ceil(pollers.MinimumPollers / POLLERS_PER_UNIT);
  return [{ what: 'provisioned pollers', price: 'event-poller-unit', always: units * HOURS_PER_MONTH }];
}
