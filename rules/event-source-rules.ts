import * as z from 'zod/mini';
import { resourcesOfType, type Templates } from '../local/assembly.ts';
import { readable, readableId } from './readable-values.ts';
import { be, beAtLeast, beLeftOut, beSet, beWithin, haveEntries, type RequiredSettings } from './required-settings.ts';

const type = 'AWS::Lambda::EventSourceMapping';
const REPORTED = ['ReportBatchItemFailures'];
const NOT_SUPPORTED = 'On-demand pollers refuse it, and the deployment fails.';

// Above an array that is not below a type's name, the pattern is legal and never matches.
const ABOVE_A_LEAF = /"(?!(?:S|N|B|BOOL|NULL|eventName)")[^"]*":\[/;
const Filtered = z.strictObject({ Filters: z._default(z.array(z.object({ Pattern: z.string() })), []) });

const filterLeaves = {
  text: 'filter on leaves only ({"S":[…]}, not {"name":[…]})',
  isMet: (value: unknown) => {
    const { success, data } = z.safeParse(Filtered, value);
    return success && !data.Filters.some(({ Pattern }) => ABOVE_A_LEAF.test(Pattern));
  },
};

/** What an event source leaves out, AWS fills in: retries without end until a record is forgotten, or no retry at all. */
export const eventSourceRules: readonly RequiredSettings[] = [
  {
    kind: 'stream source',
    type,
    applies: ({ Topics }) => Topics === undefined,
    rules: [
      [
        'MaximumRecordAgeInSeconds',
        beWithin(60, 72_000),
        'Without a bound a record is forgotten, not kept: the stream forgets after 24 hours, and four are left to keep it.',
      ],
      ['MaximumRetryAttempts', be(-1), 'The age alone gives a record up: an outage must not.'],
      ['StartingPosition', be('TRIM_HORIZON'), 'LATEST misses what was written while the source was made.'],
      ['FunctionResponseTypes', be(REPORTED), 'Without it, a response that names failures counts as success.'],
      ['BisectBatchOnFunctionError', be(true), 'One bad record must not hold its batch.'],
      ['DestinationConfig.OnFailure.Destination', beSet, 'What is given up must be somewhere.'],
      ['FilterCriteria.Filters', haveEntries, 'Every change of every row would invoke the function.'],
    ],
  },
  {
    kind: 'filtered source',
    type,
    applies: ({ FilterCriteria }) => FilterCriteria !== undefined,
    rules: [['FilterCriteria', filterLeaves, 'Elsewhere a pattern is legal and never matches.']],
  },
  {
    kind: 'topic source',
    type,
    applies: ({ Topics }) => Topics !== undefined,
    rules: [['StartingPosition', be('TRIM_HORIZON'), 'LATEST misses what came before the first poll.']],
  },
  {
    kind: 'topic source at MSK',
    type,
    applies: ({ Topics, SelfManagedEventSource }) => Topics !== undefined && SelfManagedEventSource === undefined,
    rules: [['AmazonManagedKafkaEventSourceConfig.ConsumerGroupId', beSet, 'Without it a new source starts anew.']],
  },
  {
    kind: 'topic source at self-managed brokers',
    type,
    applies: ({ SelfManagedEventSource }) => SelfManagedEventSource !== undefined,
    rules: [
      ['SelfManagedKafkaEventSourceConfig.ConsumerGroupId', beSet, 'Without it a new source starts anew.'],
      ['SourceAccessConfigurations', haveEntries, 'Pollers without a network or a secret reach no broker.'],
    ],
  },
  {
    kind: 'on-demand pollers',
    type,
    applies: ({ Topics, ProvisionedPollerConfig }) => Topics !== undefined && ProvisionedPollerConfig === undefined,
    rules: [
      ['FunctionResponseTypes', beLeftOut, NOT_SUPPORTED],
      ['BisectBatchOnFunctionError', beLeftOut, NOT_SUPPORTED],
      ['MaximumRetryAttempts', beLeftOut, NOT_SUPPORTED],
      ['MaximumRecordAgeInSeconds', beLeftOut, NOT_SUPPORTED],
      ['DestinationConfig', beLeftOut, NOT_SUPPORTED],
    ],
  },
  {
    kind: 'provisioned pollers',
    type,
    applies: ({ ProvisionedPollerConfig }) => ProvisionedPollerConfig !== undefined,
    rules: [
      ['FunctionResponseTypes', be(REPORTED), 'Without it, a response that names failures counts as success.'],
      ['BisectBatchOnFunctionError', be(true), 'One bad record must not hold its batch.'],
      ['DestinationConfig.OnFailure.Destination', beSet, 'What is given up must be somewhere.'],
      ['MaximumRetryAttempts', beAtLeast(11), 'Endless retries (-1) beside a destination silently mean ten.'],
    ],
  },
];

const Mapping = z.object({
  FunctionName: z.string(),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
  Topics: z.optional(z.unknown()),
});
const Alias = z.object({ FunctionName: z.string(), Name: z.string() });
const Consumer = z.object({ Environment: z.object({ Variables: z.object({ FAILURE_MODE: z.string() }) }) });

/**
 * A function that reports failures to a source that does not expect them loses records: its answer counts as success. One that
 * throws where reports are expected has its whole batch again. Returns what is wrong, one line each.
 */
export function wrongFailureModes(templates: Templates): readonly string[] {
  const functions = new Map(
    resourcesOfType(templates, 'AWS::Lambda::Function').map(({ id, Properties }) => [
      readableId(id),
      readable(Properties),
    ]),
  );
  for (const { id, Properties } of resourcesOfType(templates, 'AWS::Lambda::Alias')) {
    const { FunctionName, Name } = Alias.parse(readable(Properties));
    functions.set(`${readableId(id)} split at :[6]:${Name}`, functions.get(FunctionName));
  }
  return resourcesOfType(templates, 'AWS::Lambda::EventSourceMapping').flatMap(({ Properties }) => {
    const { FunctionName, FunctionResponseTypes, Topics } = Mapping.parse(readable(Properties));
    // What follows a stream reports always, and its source must expect it: see above.
    if (Topics === undefined) return [];
    const expected = FunctionResponseTypes.includes('ReportBatchItemFailures') ? 'report' : 'throw';
    const mode = modeOf(functions.get(FunctionName));
    return mode === expected
      ? []
      : [`${FunctionName} is to ${mode} failures where its source expects it to ${expected}`];
  });
}

function modeOf(consumer: unknown): string {
  const parsed = z.safeParse(Consumer, consumer);
  return parsed.success ? parsed.data.Environment.Variables.FAILURE_MODE : 'do something unsaid with';
}
