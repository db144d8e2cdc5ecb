import * as z from 'zod/mini';

/** Resources that only mean something in AWS. */
export const WITHOUT_LOCAL_MEANING: readonly string[] = [
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Stage',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::Budgets::Budget',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::EC2::FlowLog',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::Logs::QueryDefinition',
  'AWS::MSK::Configuration',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
];

const Ignored = z.optional(z.unknown());
const Key = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

/** A type that the runner emulates, and the settings it understands; `Ignored` ones only mean something in AWS. */
export interface ResourceType<Settings> {
  readonly type: string;
  readonly settings: Settings;
}

export const TABLE = {
  type: 'AWS::DynamoDB::Table',
  settings: z.strictObject({
    AttributeDefinitions: z.array(
      z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    KeySchema: Key,
    BillingMode: z.literal('PAY_PER_REQUEST'),
    GlobalSecondaryIndexes: z.optional(
      z.array(
        z.strictObject({
          IndexName: z.string(),
          KeySchema: Key,
          Projection: z.strictObject({ ProjectionType: z.enum(['ALL', 'KEYS_ONLY']) }),
        }),
      ),
    ),
    StreamSpecification: z.optional(z.strictObject({ StreamViewType: z.enum(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES']) })),
    DeletionProtectionEnabled: Ignored,
    PointInTimeRecoverySpecification: Ignored,
    SSESpecification: Ignored,
  }),
};

export const FUNCTION = {
  type: 'AWS::Lambda::Function',
  settings: z.strictObject({
    FunctionName: z.string(),
    Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }),
    Handler: z.literal('index.handler'),
    Runtime: z.literal('nodejs24.x'),
    /** Seconds. */
    Timeout: z.int(),
    ReservedConcurrentExecutions: z.optional(z.int()),
    Architectures: Ignored,
    Code: Ignored,
    LoggingConfig: Ignored,
    MemorySize: Ignored,
    Role: Ignored,
    TracingConfig: Ignored,
    VpcConfig: Ignored,
  }),
};

export const HTTP_API = {
  type: 'AWS::ApiGatewayV2::Api',
  settings: z.strictObject({ Name: z.string(), ProtocolType: z.literal('HTTP'), CorsConfiguration: Ignored }),
};

export const INTEGRATION = {
  type: 'AWS::ApiGatewayV2::Integration',
  settings: z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal('2.0'),
  }),
};

export const ROUTE = {
  type: 'AWS::ApiGatewayV2::Route',
  settings: z.strictObject({
    ApiId: z.string(),
    AuthorizationType: z.enum(['NONE', 'AWS_IAM', 'JWT']),
    AuthorizerId: Ignored,
    RouteKey: z.string(),
    Target: z.string(),
  }),
};

const NO_CONFIGS = Buffer.from('{}').toString('base64');

export const TOPIC = {
  type: 'AWS::MSK::Topic',
  settings: z.strictObject({
    ClusterArn: z.string(),
    TopicName: z.string(),
    PartitionCount: z.int(),
    ReplicationFactor: z.int(),
    /** JSON in base64. */
    Configs: z._default(z.string(), NO_CONFIGS),
  }),
};

export const RULE = {
  type: 'AWS::Events::Rule',
  settings: z.strictObject({
    ScheduleExpression: z.optional(
      z.string().check(z.regex(/^rate\([1-9]\d* (minute|hour|day)s?\)$/, 'must be a rate, such as rate(5 minutes)')),
    ),
    /** Of a rule without a schedule: there is no event bus here. */
    EventPattern: Ignored,
    EventBusName: Ignored,
    State: z.literal('ENABLED'),
    Targets: z.array(
      z.strictObject({
        Arn: z.string(),
        Id: Ignored,
        /** JSON that takes the place of the schedule's own event. */
        Input: z.optional(z.string()),
        /** A run that failed is not repeated here in any case. */
        RetryPolicy: Ignored,
      }),
    ),
  }),
};

/** Read by event-sources/mapping.ts. */
export const EVENT_SOURCE_MAPPING = { type: 'AWS::Lambda::EventSourceMapping', settings: z.looseObject({}) };

/** Resources that exist by their names alone; an alias has its function's. */
const BY_NAME = ['AWS::Lambda::Alias', 'AWS::MSK::Cluster', 'AWS::S3::Bucket', 'Custom::MskBootstrapBrokers'];

const EMULATED = [TABLE, FUNCTION, HTTP_API, INTEGRATION, ROUTE, TOPIC, RULE, EVENT_SOURCE_MAPPING].map(
  ({ type }) => type,
);

export const isKnown = (type: string) => [...EMULATED, ...BY_NAME, ...WITHOUT_LOCAL_MEANING].includes(type);
