import * as z from 'zod/mini';
import { invokes, type Resource, read, type StageResources } from '../resources.ts';

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
