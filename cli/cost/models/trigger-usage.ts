import * as z from 'zod/mini';
import { type Resource, read, refersTo, type StageResources } from '../resources.ts';
import { HOURS_PER_MONTH, measured, type Usage } from '../usage.ts';
import { invocationsOf, serviceName } from './invocations.ts';
import { logUsage } from './monitoring-usage.ts';

/** Each request to an API is one to a function behind it. */
export const apiUsage = (api: Resource, stage: StageResources): Usage[] =>
  servicesBehind(api, stage).flatMap((service): Usage[] => {
    const requests = invocationsOf(service, stage);
    return [
      { what: `requests to ${service}`, price: 'http-request', perOrder: requests },
      // The simulator is called from within the region, and the gateway is answered without a body.
      ...(service === 'order-api' ? answers(requests) : []),
    ];
  });

/** A stage of an API writes access logs, where it has any. */
export function apiStageUsage(apiStage: Resource, stage: StageResources): Usage[] {
  if (apiStage.properties['AccessLogSettings'] === undefined) return [];
  const api = stage.find(
    (other) => other.type === 'AWS::ApiGatewayV2::Api' && refersTo(apiStage.properties['ApiId'], other),
  );
  if (api === undefined) throw new Error('belongs to no API of the templates');
  return servicesBehind(api, stage).flatMap((service) => {
    const perOrder = invocationsOf(service, stage) * measured('http/access-log');
    return logUsage({ writer: apiStage, stage, what: `access logs of ${service}`, perOrder });
  });
}

const answers = (requests: number): Usage[] => [
  { what: 'answers to clients', price: 'internet-transfer', perOrder: (requests * measured('order-api/answer')) / 1e9 },
];

/** A function may have several routes, and an API several functions. */
function servicesBehind(api: Resource, stage: StageResources): string[] {
  const siblings = stage.filter(({ stack }) => stack === api.stack);
  const targets = siblings
    .filter(({ type, properties }) => type === 'AWS::ApiGatewayV2::Integration' && refersTo(properties['ApiId'], api))
    .map(({ properties }) => targetOf(properties['IntegrationUri'], siblings));
  if (targets.length === 0) throw new Error('is an API with no function behind it that the cost model could find');
  return [...new Set(targets)];
}

function targetOf(uri: unknown, siblings: StageResources): string {
  const target = siblings.find((other) => other.type === 'AWS::Lambda::Function' && refersTo(uri, other));
  if (target === undefined) throw new Error('has an integration whose function the cost model could not find');
  return serviceName(target);
}

const Schedule = z.object({ ScheduleExpression: z.string() });

const HOURS = { minute: 1 / 60, hour: 1, day: 24 };

const RATE = /^rate\((?<count>\d+) (?<unit>minute|hour|day)s?\)$/;

const Groups = z.object({ count: z.coerce.number(), unit: z.enum(['minute', 'hour', 'day']) });

export function runsPerMonth(rule: Resource): number {
  const expression = read(Schedule, rule).ScheduleExpression;
  const { success, data } = z.safeParse(Groups, RATE.exec(expression)?.groups);
  if (!success) throw new Error(`has a schedule that the cost model can't count: ${expression}`);
  return HOURS_PER_MONTH / (data.count * HOURS[data.unit]);
}

export const isSchedule = ({ properties }: Resource) => properties['EventPattern'] === undefined;

/** A schedule is paid for its runs, and a rule on the gateway's own bus for what the gateway reports there. */
export const ruleUsage = (rule: Resource, stage: StageResources): Usage[] => [
  isSchedule(rule)
    ? { what: 'schedule', price: 'scheduled-event', always: runsPerMonth(rule) }
    : { what: 'events of the gateway', price: 'partner-event', perOrder: invocationsOf('gateway-webhook', stage) },
];

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
