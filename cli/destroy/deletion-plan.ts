import type { DeployedResource, DeployedStack } from '../aws/deployed-stacks.ts';
import { RefusedError } from '../aws/report-failure.ts';

/** What is lost with a resource of these types is data, so each is named. */
const HOLDS_DATA = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::MSK::Cluster',
  'AWS::MSK::Topic',
  'AWS::SecretsManager::Secret',
];

/** What a deletion would take, and what it leaves. */
export function planText(stacks: readonly DeployedStack[]): string[] {
  const kept = stacks.flatMap(({ resources }) => resources.filter(({ retained }) => retained));
  return [
    ...stacks.flatMap(({ name, resources }) =>
      deletedText(
        name,
        resources.filter(({ retained }) => !retained),
      ),
    ),
    ...(kept.length > 0 ? ['Kept, since the stage keeps its data:', ...kept.map(named)] : []),
  ];
}

function deletedText(name: string, deleted: readonly DeployedResource[]): string[] {
  const holding = deleted.filter(({ type }) => HOLDS_DATA.includes(type));
  const logs = deleted.filter(({ type }) => type === 'AWS::Logs::LogGroup').length;
  return [
    `${name}: ${deleted.length} resources are deleted${holding.length + logs > 0 ? ', with what they hold:' : ''}`,
    ...holding.map(named),
    ...(logs > 0 ? [`  ${logs} log groups`] : []),
  ];
}

const named = ({ type, id }: DeployedResource) => `  ${type}  ${id}`;

/** How somebody removes what a deletion left, once nobody needs it. */
export function removalText(stacks: readonly DeployedStack[], region: string): string[] {
  const kept = stacks.flatMap(({ resources }) => resources.filter(({ retained }) => retained));
  if (kept.length === 0) return [];
  const commands = kept.flatMap(({ type, id }) => REMOVALS[type]?.(id) ?? []);
  const others = kept.filter(({ type }) => REMOVALS[type] === undefined);
  return [
    'What was kept goes on costing. It is removed for good with:',
    ...commands.map((line) => `  ${line} --region ${region}`),
    ...(others.length > 0 ? [`  and in the console, what is listed above of ${typesOf(others)}`] : []),
  ];
}

const typesOf = (resources: readonly DeployedResource[]) => [...new Set(resources.map(({ type }) => type))].join(', ');

/** How a new deployment of the stage takes up the tables and buckets that a deletion left. */
export function adoptionText(
  { stage, region }: Pick<Intent, 'stage' | 'region'>,
  stacks: readonly DeployedStack[],
): string[] {
  return stacks.flatMap(({ name, resources }) => {
    const kept = resources.filter(({ type, retained }) => retained && NAMED_BY[type] !== undefined);
    if (kept.length === 0) return [];
    const mapping = kept.map(({ logicalId, type, id }) => [logicalId, { [NAMED_BY[type] ?? '']: id }]);
    return [
      `A new deployment takes up what is kept of ${name} when it is imported first (docs/deploy.md):`,
      `  echo '${JSON.stringify(Object.fromEntries(mapping))}' > kept.json`,
      `  AWS_REGION=${region} npx cdk import ${name} -c stage=${stage} --resource-mapping kept.json`,
    ];
  });
}

/** The property that identifies a resource of a type to an import. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
};

const REMOVALS: Readonly<Record<string, (id: string) => readonly string[]>> = {
  'AWS::DynamoDB::Table': (id) => [
    `aws dynamodb update-table --table-name ${id} --no-deletion-protection-enabled`,
    `aws dynamodb delete-table --table-name ${id}`,
  ],
  'AWS::S3::Bucket': (id) => [`aws s3 rb --force s3://${id}`],
  'AWS::Logs::LogGroup': (id) => [`aws logs delete-log-group --log-group-name ${id}`],
  'AWS::MSK::Cluster': (arn) => [`aws kafka delete-cluster --cluster-arn ${arn}`],
  // They go with their cluster, or stay on one that others use.
  'AWS::MSK::Topic': () => [],
  'AWS::KMS::Key': (id) => [`aws kms schedule-key-deletion --key-id ${id}`],
};

interface Intent {
  readonly stage: string;
  readonly region: string;
  readonly keepsData: boolean;
  /** The stage's name once more, where it keeps its data. */
  readonly confirm?: string | undefined;
}

/** Throws where a stage may not be deleted, or not now. */
export function assertDeletable({ stage, region, keepsData, confirm }: Intent, stacks: readonly DeployedStack[]) {
  if (keepsData && confirm !== stage)
    throw new RefusedError(
      `Stage ${stage} keeps its data: what holds them (tables, buckets, brokers) outlives its stacks, and goes on costing; ` +
        `everything that takes and pays orders goes. To do that: npm run destroy -- --stage ${stage} --confirm ${stage}`,
    );
  const busy = stacks.find(({ status }) => status.endsWith('_IN_PROGRESS') && !MAY_GO_ON.includes(status));
  if (busy) throw new RefusedError(`${busy.name} is ${busy.status}: wait until that is done.`);
  const locked = stacks.filter((stack) => stack.protected).map(({ name }) => name);
  if (locked.length > 0)
    throw new RefusedError(
      [
        `These stacks have termination protection. Take it off first:`,
        ...locked.map((name) => unprotected(name, region)),
      ].join('\n  '),
    );
}

const unprotected = (name: string, region: string) =>
  `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name} --region ${region}`;

const MAY_GO_ON = ['DELETE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'];
