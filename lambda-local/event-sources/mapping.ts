import * as z from 'zod/mini';
import { parseFilters } from './filter.ts';

const Ignored = z.optional(z.unknown());
const RecordAge = z.union([z.literal(-1), z.int().check(z.gte(60), z.lte(604_800))]);
const S3Bucket = z.string().check(z.startsWith('arn:aws:s3:::', 'only an S3 bucket is supported'));

const Properties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']),
  Enabled: z._default(z.boolean(), true),
  BatchSize: z._default(z.int().check(z.gte(1), z.lte(10_000)), 100),
  MaximumBatchingWindowInSeconds: z.optional(z.int().check(z.gte(0), z.lte(300))),
  FilterCriteria: z.optional(
    z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })).check(z.maxLength(5)) }),
  ),
  FunctionResponseTypes: z.optional(z.array(z.literal('ReportBatchItemFailures'))),
  BisectBatchOnFunctionError: z.optional(z.boolean()),
  MaximumRetryAttempts: z.optional(z.int().check(z.gte(-1), z.lte(10_000))),
  MaximumRecordAgeInSeconds: z.optional(RecordAge),
  ParallelizationFactor: z.optional(z.int().check(z.gte(1), z.lte(10))),
  DestinationConfig: z.optional(z.strictObject({ OnFailure: z.strictObject({ Destination: S3Bucket }) })),
  Topics: z.optional(z.array(z.string()).check(z.length(1))),
  AmazonManagedKafkaEventSourceConfig: z.optional(z.strictObject({ ConsumerGroupId: z.string() })),
  ProvisionedPollerConfig: z.optional(z.looseObject({})),
  Tags: Ignored,
  MetricsConfig: Ignored,
  LoggingConfig: Ignored,
});

/** An event source mapping as the template states it, its references resolved; `id` is its logical id. */
export type EventSourceMapping = z.output<typeof Properties> & { readonly id: string };

const needProvisionedMode = [
  'FunctionResponseTypes',
  'BisectBatchOnFunctionError',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
] as const;
const onlyKafka = ['Topics', 'AmazonManagedKafkaEventSourceConfig', 'ProvisionedPollerConfig'] as const;
const onlyStreams = ['FilterCriteria', 'ParallelizationFactor'] as const;

/** Reads a mapping's resolved CloudFormation properties; what AWS would refuse, or this runner lacks, is an error that names it. */
export function parseMapping(id: string, properties: unknown): EventSourceMapping {
  const result = z.safeParse(Properties, properties);
  if (!result.success) throw new Error(`${id}: ${result.error.issues.map(problem).join('; ')}`);
  const mapping = { ...result.data, id };
  const refused = refusedSetting(mapping);
  if (refused) throw new Error(`${id}: ${refused}`);
  parseFilters(mapping);
  return mapping;
}

function problem(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `${[...issue.path, issue.keys].join('.')} is not supported here`;
  return `${issue.path.join('.')}: ${issue.message}`;
}

function refusedSetting(mapping: EventSourceMapping): string | undefined {
  const isSet = (setting: keyof EventSourceMapping) => mapping[setting] !== undefined;
  const misplaced = (isKafka(mapping) ? onlyStreams : onlyKafka).find(isSet);
  if (misplaced) return `${misplaced} does not apply to ${mapping.EventSourceArn}`;
  if (!isKafka(mapping)) return undefined;
  if (!isSet('Topics')) return 'Topics is missing';
  const unprovisioned = isSet('ProvisionedPollerConfig') ? undefined : needProvisionedMode.find(isSet);
  return unprovisioned && `${unprovisioned} needs provisioned mode (ProvisionedPollerConfig) for a Kafka event source`;
}

export const isKafka = ({ EventSourceArn }: EventSourceMapping) => EventSourceArn.includes(':kafka:');

/** How long records are gathered before the function is invoked. */
export const batchingWindowMs = (mapping: EventSourceMapping) =>
  (mapping.MaximumBatchingWindowInSeconds ?? (isKafka(mapping) ? 0.5 : 0)) * 1_000;

/** How often a failed batch is tried again. A Kafka source with a destination gives up after 10 although nothing says so. */
export function retryQuota(mapping: EventSourceMapping): number {
  const retries = mapping.MaximumRetryAttempts ?? -1;
  if (retries >= 0) return retries;
  return isKafka(mapping) && mapping.DestinationConfig ? 10 : Number.POSITIVE_INFINITY;
}
