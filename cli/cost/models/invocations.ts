import * as z from 'zod/mini';
import { invokes, type Resource, read, type StageResources } from '../resources.ts';
import { measured, measuredOf } from '../usage.ts';

const Settings = z.object({
  MemorySize: z._default(z.number(), 128),
  Environment: z.optional(
    z.object({
      Variables: z.looseObject({
        POWERTOOLS_SERVICE_NAME: z.optional(z.string()),
        POWERTOOLS_LOG_LEVEL: z.optional(z.string()),
        RECORDS_AT_ONCE: z.optional(z.coerce.number()),
      }),
    }),
  ),
});

/** Under which name its units are measured. */
export const serviceName = (resource: Resource): string =>
  read(Settings, resource).Environment?.Variables.POWERTOOLS_SERVICE_NAME ?? '';

/** Whether it logs each event. */
export const isVerbose = (resource: Resource): boolean =>
  read(Settings, resource).Environment?.Variables.POWERTOOLS_LOG_LEVEL === 'DEBUG';

export const gigabytesOf = (resource: Resource) => read(Settings, resource).MemorySize / 1_024;

/** How often a function is called for an order. The simulator reports only what it has answered nobody with. */
export function invocationsOf(service: string, stage: StageResources): number {
  const functions = stage.filter(({ type }) => type === 'AWS::Lambda::Function');
  const isSimulated = functions.some((resource) => serviceName(resource) === 'payment-gateway-simulator');
  return service === 'gateway-webhook' && isSimulated ? 0 : measuredOf(service, 'invocations');
}

/** How many records a consumer works at at once, since most of its time it waits; undefined for what consumes no topic. */
export const recordsAtOnce = (resource: Resource): number | undefined =>
  read(Settings, resource).Environment?.Variables.RECORDS_AT_ONCE;

/** Seconds that work takes in a function, of so many milliseconds of a whole core: it has the share that its memory buys. */
export function workingSeconds(milliseconds: number, resource: Resource): number {
  const cores = Math.min(1, read(Settings, resource).MemorySize / measured('lambda/full-core'));
  return (milliseconds * measured('lambda/slower-core')) / cores / 1_000;
}

/** Seconds of an invocation with one record. */
export function durationOf(resource: Resource): { readonly cpu: number; readonly wait: number } {
  const service = serviceName(resource);
  const charges = service === 'payment-processor' && gatewayOf(resource) === 'external';
  return {
    cpu: workingSeconds(measuredOf(service, 'cpu'), resource),
    wait: (measuredOf(service, 'wait') + (charges ? measured('gateway/wait') : 0)) / 1_000,
  };
}

const Limited = z.object({ ReservedConcurrentExecutions: z.optional(z.number()) });
const Mapping = z.object({ Topics: z._default(z.array(z.string()), []) });
const Topic = z.object({ TopicName: z.string(), PartitionCount: z.number() });

/** How many invocations of a function can run at once: as many as reserved, and one for each partition of its topic. */
export function concurrencyOf(resource: Resource, stage: StageResources): number {
  const reserved = read(Limited, resource).ReservedConcurrentExecutions ?? Infinity;
  return Math.min(reserved, partitionsOf(resource, stage));
}

function partitionsOf(resource: Resource, stage: StageResources): number {
  const topics = stage.filter(({ type }) => type === 'AWS::MSK::Topic').map((topic) => read(Topic, topic));
  const [name] = stage
    .filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping')
    .filter(
      (mapping) => mapping.stack === resource.stack && invokes(mapping.properties['FunctionName'], resource, stage),
    )
    .flatMap((mapping) => read(Mapping, mapping).Topics);
  return topics.find(({ TopicName }) => TopicName === name)?.PartitionCount ?? Infinity;
}

const Paying = z.object({ Environment: z.object({ Variables: z.object({ GATEWAY_URL: z.unknown() }) }) });

/** The simulator's address is known after deployment only, that of a gateway elsewhere is written out. */
export const gatewayOf = (processor: Resource): 'external' | 'simulator' =>
  typeof read(Paying, processor).Environment.Variables.GATEWAY_URL === 'string' ? 'external' : 'simulator';
