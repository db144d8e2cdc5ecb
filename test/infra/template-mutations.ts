import { type Draft, replace, replaceInTopic, settings, source, statements, variables } from './template-draft.ts';

interface Mutation {
  readonly what: string;
  readonly stage: string;
  readonly mutate: (draft: Draft) => void;
  /** What the rules say to it: this, and nothing else. */
  readonly faults: readonly string[];
}

const outsideOfTheNetwork = (id: string) => [
  `${id} (function with brokers): VpcConfig.SubnetIds must have entries. From outside the network no broker answers.`,
  `${id} (function with brokers): VpcConfig.SecurityGroupIds must have entries. Brokers admit their clients' group only.`,
];

/** What must never be deployed unnoticed. */
export const mutations: readonly Mutation[] = [
  {
    what: 'a topic loses its third replica',
    stage: 'dev',
    mutate: (draft) => Object.assign(settings(draft, 'AWS::MSK::Topic'), { ReplicationFactor: 2 }),
    faults: [
      'OrderPlaced (topic): ReplicationFactor must be 3. With fewer, an acknowledged record can be lost with one broker.',
    ],
  },
  {
    what: 'a topic is acknowledged by one replica',
    stage: 'dev',
    mutate: (draft) => replaceInTopic(draft, 'OrderPlaced', ['"min.insync.replicas":"2"', '"min.insync.replicas":"1"']),
    faults: ['orders.order-placed.v1 needs min.insync.replicas=2'],
  },
  {
    what: 'unclean election comes back to the brokers',
    stage: 'dev',
    mutate: (draft) =>
      replace(settings(draft, 'AWS::MSK::Configuration'), 'ServerProperties', [
        'unclean.leader.election.enable=false',
        'unclean.leader.election.enable=true',
      ]),
    faults: [
      "KafkaConfiguration (standard brokers' configuration): ServerProperties must have the line unclean.leader.election.enable=false. A replica that lags may not lead: it lacks acknowledged records.",
    ],
  },
  {
    what: 'unclean election comes back to a topic',
    stage: 'dev',
    mutate: (draft) => replaceInTopic(draft, 'OrderPlaced', ['"unclean.leader.election.enable":"false",', '']),
    faults: ['orders.order-placed.v1 needs unclean.leader.election.enable=false'],
  },
  {
    what: 'a stream source loses its age bound',
    stage: 'dev',
    mutate: (draft) => delete source(draft, 'OrderPublisher')['MaximumRecordAgeInSeconds'],
    faults: [
      'OrderPublisherFunctionStream (stream source): MaximumRecordAgeInSeconds must be 60 to 72000. Without a bound a record is forgotten, not kept: the stream forgets after 24 hours, and four are left to keep it.',
    ],
  },
  {
    what: 'a filter is not on a leaf',
    stage: 'dev',
    mutate: (draft) => {
      const Pattern = JSON.stringify({ dynamodb: { NewImage: { outbox: { M: [{ exists: true }] } } } });
      source(draft, 'OrderPublisher')['FilterCriteria'] = { Filters: [{ Pattern }] };
    },
    faults: [
      'OrderPublisherFunctionStream (filtered source): FilterCriteria must filter on leaves only ({"S":[…]}, not {"name":[…]}). Elsewhere a pattern is legal and never matches.',
    ],
  },
  {
    what: "a table's claims expire",
    stage: 'dev',
    mutate: (draft) =>
      Object.assign(settings(draft, 'AWS::DynamoDB::Table', 'PaymentProcessor'), { TimeToLiveSpecification: {} }),
    faults: [
      'PaymentProcessorPaymentDedup (table): TimeToLiveSpecification must be left out. A claim that expires is a second charge.',
    ],
  },
  {
    what: 'partial failures are returned to pollers that do not expect them',
    stage: 'dev',
    mutate: (draft) => replace(variables(draft, 'PaymentProcessor'), 'FAILURE_MODE', ['throw', 'report']),
    faults: ['PaymentProcessorFunction is to report failures where its source expects it to throw'],
  },
  {
    what: 'partial failures are returned to pollers that expect them no more',
    stage: 'prod-express',
    mutate: (draft) => delete source(draft, 'StatusUpdater')['FunctionResponseTypes'],
    faults: [
      'StatusUpdaterFunctionTopic (provisioned pollers): FunctionResponseTypes must be ["ReportBatchItemFailures"]. Without it, a response that names failures counts as success.',
      'StatusUpdaterFunction is to report failures where its source expects it to throw',
    ],
  },
  {
    what: 'partial failures are returned to a stream that expects them no more',
    stage: 'dev',
    mutate: (draft) => delete source(draft, 'PaymentPublisher')['FunctionResponseTypes'],
    faults: [
      'PaymentPublisherFunctionStream (stream source): FunctionResponseTypes must be ["ReportBatchItemFailures"]. Without it, a response that names failures counts as success.',
    ],
  },
  {
    what: 'a role gains an action',
    stage: 'dev',
    mutate: (draft) =>
      statements(draft, 'PaymentProcessor').push({
        Effect: 'Allow',
        Action: 'dynamodb:DeleteItem',
        Resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/payments',
      }),
    faults: [
      'gained: flow/PaymentProcessorFunctionRole | Allow | dynamodb:DeleteItem | arn:aws:dynamodb:<region>:123456789012:table/payments',
    ],
  },
  {
    what: "a right loses its condition: network rights are the code's, too",
    stage: 'dev',
    mutate: (draft) => {
      const all = statements(draft, 'StatusUpdater');
      all.splice(
        all.findIndex((statement) => JSON.stringify(statement).includes('"Effect":"Deny"')),
        1,
      );
    },
    faults: [
      'CreateNetworkInterface',
      'DeleteNetworkInterface',
      'DescribeNetworkInterfaces',
      'DescribeSecurityGroups',
      'DescribeSubnets',
      'DescribeVpcs',
    ].map((action) => `lost: flow/StatusUpdaterFunctionRole | Deny | ec2:${action} | * | its own code calls`),
  },
  {
    what: 'an alarm loses its entry in the runbook',
    stage: 'dev',
    mutate: (draft) => {
      replace(draft.pages, 'runbook', ['## payments-in-review\n', '## payments to review\n']);
    },
    faults: [
      'chargeonce-dev-payments-in-review has no entry "payments-in-review" in docs/runbook.md with Description, Investigation, Resolution',
    ],
  },
  {
    what: 'a function without a network has brokers',
    stage: 'dev',
    mutate: (draft) => delete settings(draft, 'AWS::Lambda::Function', 'KafkaOperator')['VpcConfig'],
    faults: outsideOfTheNetwork('KafkaOperatorFunction'),
  },
  {
    what: 'a function outside of the network is given brokers',
    stage: 'dev',
    mutate: (draft) => Object.assign(variables(draft, 'Reconciler'), { KAFKA_BROKERS: 'b-1:9098' }),
    faults: outsideOfTheNetwork('ReconcilerFunction'),
  },
];
