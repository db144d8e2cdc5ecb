import * as z from 'zod/mini';
import type { AwsStage } from '../lib/stages.ts';
import type { Template, Templates } from '../local/assembly.ts';
import { readable } from './readable-values.ts';

/** One action that a policy allows or denies on one resource. */
export interface Right {
  /** `<stack>/<role>`, or `<stack>/<resource>` for the policy of a resource. */
  readonly of: string;
  /** Whom a resource's policy speaks of; empty for a role, which speaks of itself. */
  readonly who: string;
  readonly effect: 'Allow' | 'Deny';
  readonly action: string;
  readonly on: string;
  /** Empty where there is no condition. */
  readonly condition: string;
}

const OneOrMore = z.union([z.string(), z.array(z.string())]);
const Statement = z.strictObject({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Action: OneOrMore,
  Resource: z.optional(OneOrMore),
  Principal: z.optional(z.union([z.string(), z.record(z.string(), OneOrMore)])),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), OneOrMore))),
});
type Statement = z.output<typeof Statement>;
const Document = z.object({ Statement: z.array(Statement) });

/** Where a type of resource keeps its policy. */
const POLICIES: Readonly<Record<string, string>> = {
  'AWS::IAM::Policy': 'PolicyDocument',
  'AWS::EC2::VPCEndpoint': 'PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::Logs::ResourcePolicy': 'PolicyDocument',
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
};

type Resource = Template['Resources'][string];

/** All that the policies of a stage say, by the names that its parts have in every stage. */
export function rightsOf(templates: Templates, stage: AwsStage): readonly Right[] {
  return Object.entries(templates).flatMap(([stack, { Resources }]) => {
    const code = codeByRole(Resources);
    const part = stack.replace(`chargeonce-${stage.name}-`, '');
    return Object.entries(Resources).flatMap(([id, resource]) =>
      statements(resource).flatMap((statement) =>
        holders(id, resource).flatMap((holder) =>
          rightsIn(statement, { of: `${part}/${holder}`, code: code[holder] ?? '', stage }),
        ),
      ),
    );
  });
}

function statements({ Type, Properties }: Resource): Statement[] {
  const document = POLICIES[Type];
  if (document === undefined || Properties[document] === undefined) return [];
  return Document.parse(readable(Properties[document])).Statement;
}

/** The function that runs with a role, as its calls are known. */
function codeByRole(resources: Template['Resources']): Readonly<Record<string, string>> {
  const functions = Object.values(resources).flatMap(({ Type, Properties: { Role, FunctionName } }) =>
    Type === 'AWS::Lambda::Function' && typeof FunctionName === 'string'
      ? [[String(readable(Role)), FunctionName]]
      : [],
  );
  return Object.fromEntries(functions.map(([role = '', name = '']) => [role.replace(/\.Arn$/, ''), name]));
}

const HASH = /[0-9A-F]{8}$/;

/** A policy of IAM is its roles'; any other is its resource's. */
function holders(id: string, { Properties }: Resource): string[] {
  const roles = z.safeParse(z.array(z.string()), readable(Properties['Roles']));
  return roles.success ? roles.data : [id.replace(HASH, '')];
}

interface Holder {
  readonly of: string;
  /** The name of the function that runs with this role. */
  readonly code: string;
  readonly stage: AwsStage;
}

function rightsIn(statement: Statement, { of, code, stage }: Holder): Right[] {
  const { Effect: effect, Action, Resource = '', Principal, Condition = {} } = statement;
  const named = inEveryStage(stage);
  const arn = `arn:aws:lambda:${stage.region}:AWS::AccountId:function:${code}`;
  const ownCode = `ArnEquals lambda:SourceFunctionArn ${arn}, ${arn}:*`;
  return [Action].flat().flatMap((action) =>
    [Resource].flat().map((resource) => ({
      of,
      who: named(principal(Principal)),
      effect,
      action,
      on: `${of.replace(/Role$/, '')}Logs.Arn`.endsWith(`/${resource}`) ? 'its log' : named(resource),
      condition: named(conditions(Condition).replace(ownCode, 'its own code calls')),
    })),
  );
}

const principal = (who: Statement['Principal'] = '') =>
  typeof who === 'string' ? who : Object.values(who).flat().join(', ');

const conditions = (all: NonNullable<Statement['Condition']>) =>
  Object.entries(all)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => `${operator} ${key} ${[values].flat().join(', ')}`),
    )
    .join(' and ');

const KAFKA_PART = /^arn:aws:kafka:.*?:(topic|group)\/.*\/([^/]+)$/;
const KAFKA_CLUSTER = /^(KafkaCluster\.Arn|arn:aws:kafka:.*?:cluster\/.*)$/;

function withSecretsNamed(text: string, cluster: AwsStage['cluster']): string {
  if (cluster.kind !== 'self-managed') return text;
  if (text === cluster.secretArn) return "the brokers' secret";
  return text === cluster.authoritySecretArn ? "the authority's secret" : text;
}

/** Leaves out in what stages differ: name, region, account, the cluster, the prefix of its topics. */
const inEveryStage =
  ({ name, region, topicPrefix, cluster }: AwsStage) =>
  (text: string) =>
    withSecretsNamed(text, cluster)
      .replaceAll('AWS::Partition', 'aws')
      .replace(KAFKA_CLUSTER, 'the cluster')
      .replace(KAFKA_PART, (_, kind: string, part: string) => `${kind} ${part.slice(topicPrefix.length)}`)
      .replaceAll(`chargeonce-${name}-`, 'chargeonce-<stage>-')
      .replaceAll(`chargeonce/${name}/*`, 'chargeonce/<stage>/*')
      .replaceAll(region, '<region>')
      .replaceAll('AWS::AccountId', '<account>');
