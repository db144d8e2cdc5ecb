import * as z from 'zod/mini';
import { measured, metricsOf } from '../measured-units.ts';
import { type Resource, read, refersTo, type StageResources } from '../resources.ts';
import type { Usage } from '../usage.ts';
import { gatewayOf } from './gateway.ts';
import { logUsage } from './logs.ts';
import { runsPerMonth } from './schedule.ts';

const Settings = z.object({
  Architectures: z._default(z.array(z.enum(['arm64', 'x86_64'])), ['x86_64']),
  MemorySize: z._default(z.number(), 128),
  Environment: z.optional(z.object({ Variables: z.looseObject({ POWERTOOLS_SERVICE_NAME: z.optional(z.string()) }) })),
  LoggingConfig: z.optional(z.looseObject({ SystemLogLevel: z.optional(z.string()) })),
});

const SOURCES = ['AWS::Lambda::EventSourceMapping', 'AWS::ApiGatewayV2::Integration', 'AWS::Events::Rule'];

/** Under which name its units are measured. */
export const serviceName = (resource: Resource): string =>
  read(Settings, resource).Environment?.Variables.POWERTOOLS_SERVICE_NAME ?? '';

/** Priced by what invokes it: a function that only people and deployments call costs nothing worth counting. */
export function functionUsage(resource: Resource, stage: StageResources): Usage[] {
  const siblings = stage.filter(({ stack }) => stack === resource.stack);
  const source = siblings.find(({ type, properties }) => SOURCES.includes(type) && refersTo(properties, resource));
  if (source === undefined) return [];
  if (source.type === 'AWS::Events::Rule') return scheduled(resource, runsPerMonth(source), stage);
  return ordered(resource, stage);
}

function scheduled(resource: Resource, runs: number, stage: StageResources): Usage[] {
  const service = serviceName(resource);
  const metrics = metricsOf(service).length;
  return [
    ...invocation(resource, 0).map(({ perOrder = 0, ...usage }) => ({ ...usage, always: runs * perOrder })),
    ...logUsage({ writer: resource, stage, what: `logs of ${service}`, always: runs * logBytes(resource) }),
    { what: `metrics of ${service}`, price: 'metric', always: metrics },
  ];
}

function ordered(resource: Resource, stage: StageResources): Usage[] {
  const service = serviceName(resource);
  const invocations = measured(`${service}/invocations`);
  const atGateway =
    service === 'payment-processor' && gatewayOf(resource) === 'external' ? measured('gateway/wait') : 0;
  return [
    ...invocation(resource, atGateway).map(({ perOrder = 0, ...usage }) => ({
      ...usage,
      perOrder: invocations * perOrder,
    })),
    ...logUsage({ writer: resource, stage, what: `logs of ${service}`, perOrder: invocations * logBytes(resource) }),
    { what: `metrics of ${service}`, price: 'metric', withOrders: metricsOf(service).length },
  ];
}

/** One invocation, as `perOrder`. A function has the share of a core that its memory buys. */
function invocation(resource: Resource, moreWait: number): Usage[] {
  const { MemorySize, Architectures } = read(Settings, resource);
  const service = serviceName(resource);
  const cores = Math.min(1, MemorySize / measured('lambda/full-core'));
  const cpu = (measured(`${service}/cpu`) * measured('lambda/slower-core')) / cores;
  const seconds = (cpu + measured(`${service}/wait`) + moreWait) / 1_000;
  const [architecture = 'x86_64'] = Architectures;
  return [
    { what: `requests of ${service}`, price: 'lambda-request', perOrder: 1 },
    { what: `time of ${service}`, price: `lambda-${architecture}`, perOrder: (seconds * MemorySize) / 1_024 },
  ];
}

function logBytes(resource: Resource) {
  const quiet = read(Settings, resource).LoggingConfig?.SystemLogLevel === 'WARN';
  return measured(`${serviceName(resource)}/log`) + (quiet ? 0 : measured('lambda/platform-log'));
}
