import { CONSUMERS as CONSUMER_TABLE } from '../functions/contracts/events.ts';
import { capitalized } from '../lib/brokers/kafka.ts';

/** A finding that stays, and why. */
export interface Acknowledgement {
  /** `<pack>::<rule>`, with the finding in brackets where a rule may have several; `<stage>` and `<region>` are any. */
  readonly id: string;
  /** The constructs, each by its path behind `chargeonce-<stage>-`. */
  readonly at: readonly string[];
  readonly reason: string;
}

const BESIDE_THE_BROKERS = ['KafkaOperator', 'Quarantine', 'OrderPublisher', 'PaymentPublisher'];
const CONSUMERS = Object.keys(CONSUMER_TABLE).map(capitalized);
const CALLED = ['OrderApi', 'PaymentGatewaySimulator', 'GatewayWebhook', 'KafkaOperator', 'Quarantine'];
const FED = ['OrderPublisher', 'PaymentPublisher', ...CONSUMERS];
const SCHEDULED = ['Reconciler', 'PaymentRetrier', 'Auditor'];
const FUNCTIONS = [...CALLED, ...FED, ...SCHEDULED];
/** bootstrap-brokers, which CloudFormation calls and waits for. */
const CUSTOM_RESOURCE = ['messaging', 'topics'].map((stack) => `${stack}/AWS679f53fac002430cb0da5b7982bd2287`);

const ONE_FUNCTION =
  'The alias and the versions of this one function: the number of a version is not known before it is made.';

const functions = (parts: readonly string[]) => parts.map((part) => `flow/${part}/Function`);
const rights = (parts: readonly string[]) => parts.map((part) => `flow/${part}/FunctionRole/DefaultPolicy`);

/** All of them, for every stage. `npm run check` refuses a finding that is not here, and an entry that nothing finds any more. */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    at: rights([...BESIDE_THE_BROKERS, ...CONSUMERS]),
    reason:
      'A network interface that is still to be made has no ARN; the Describe actions of EC2 and the list of streams take no resource. Lambda alone uses these rights: the code of the function is denied those of EC2.',
  },
  {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::<FailedRecordsDEC8AD7E.Arn>/*]',
    at: rights(FED),
    reason: 'Lambda chooses the key of each record that it gives up; to put is the one right on these objects.',
  },
  {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    at: rights(['OrderApi', 'GatewayWebhook', ...SCHEDULED]),
    reason: 'X-Ray knows no resources. These rights write traces, and read none.',
  },
  {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    at: ['PaymentProcessor', 'PaymentRetrier'].map((part) => `flow/${part}/DeploymentRights`),
    reason: "CodeDeploy looks alarms up by name; AWS's own policy for it has no narrower resource. It reads, no more.",
  },
  {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::<PaymentProcessorFunction7A94854B.Arn>:*]',
    at: ['flow/PaymentProcessor/DeploymentRights'],
    reason: ONE_FUNCTION,
  },
  {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::<PaymentRetrierFunctionE683956C.Arn>:*]',
    at: ['flow/PaymentRetrier/DeploymentRights'],
    reason: ONE_FUNCTION,
  },
  {
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:kafka:<region>:<AWS::AccountId>:cluster/chargeonce-<stage>/*]',
    at: ['messaging/Kafka/BootstrapBrokers/Rights'],
    reason:
      "MSK ends a cluster's ARN with an id of its own. The right is made before the cluster is, since IAM takes a while to know it.",
  },
  {
    id: 'AwsSolutions::AwsSolutions-APIG4',
    at: ['GET--openapi.json', 'GET--asyncapi.json', 'GET--health'].map((route) => `flow/OrderApi/Http/${route}`),
    reason: 'They say what the API and its events are, and that it lives, to anyone; they read no row.',
  },
  {
    id: 'AwsSolutions::AwsSolutions-APIG4',
    at: ['flow/OrderApi/Http/POST--webhooks--gateway'],
    reason: "The function itself verifies the gateway's signature, over the body that no authorizer sees.",
  },
  {
    id: 'AwsSolutions::AwsSolutions-APIG4',
    at: ['flow/PaymentGatewaySimulator/Http/DefaultRoute'],
    reason: 'The simulator checks the bearer key itself, as the gateway does that it stands for. It moves no money.',
  },
  {
    id: 'AwsSolutions::AwsSolutions-DDB3',
    at: ['flow/PaymentGatewaySimulator/Ledger'],
    reason: 'A ledger of charges that never were: nothing needs it back. It is not in prod.',
  },
  {
    id: 'AwsSolutions::AwsSolutions-S1',
    at: ['flow/FailedRecords'],
    reason:
      'Only Lambda writes there and only an operator reads; who read what is in CloudTrail, where an account records data events. A bucket of access logs would hold nothing more and be one more to protect.',
  },
  {
    id: 'Serverless::Serverless-LambdaDLQ',
    at: [...functions([...CALLED, ...FED]), ...CUSTOM_RESOURCE],
    reason:
      'A dead letter queue is for asynchronous calls that matter. Here a caller or an event source waits for the answer, or the next tick comes.',
  },
  {
    id: 'Serverless::Serverless-LambdaDLQ',
    at: functions(SCHEDULED),
    reason: 'A run that fails needs no repetition: the next one looks at the same rows, some minutes later.',
  },
  {
    id: 'Serverless::Serverless-EventBusDLQ',
    at: SCHEDULED.map((part) => `flow/${part}/Schedule`),
    reason:
      'A tick carries nothing, and the next one does its work. Where those stay away that payments need, the alarm payments-in-review or payments-parked goes off, and audit-behind where the books are not audited.',
  },
  {
    id: 'Serverless::Serverless-EventBusDLQ',
    at: ['flow/GatewayWebhook/Events'],
    reason: 'An event is a hint: without it the payment is tried again when it is due, and the gateway is asked then.',
  },
  {
    id: 'Serverless::Serverless-EventBusDLQ',
    at: ['flow/QuarantineGauge/Schedule'],
    reason: 'A count that fails is made anew five minutes later, of the same records.',
  },
  {
    id: 'Serverless::Serverless-SNSRedrivePolicy',
    at: ['flow/Observability/OnCall/Pages', 'flow/Observability/OnCall/Notices'],
    reason:
      'SNS tries for hours to deliver a message of an alarm. Later it would report a state that may be over: the alarm itself shows the present one.',
  },
  {
    id: 'Serverless::Serverless-LambdaAsyncFailureDestination',
    at: [
      ...[...SCHEDULED, 'KafkaOperator'].map((part) => `flow/${part}/Function/EventInvokeConfig`),
      'flow/PaymentRetrier/Function/Live/EventInvokeConfig',
    ],
    reason:
      'What they are called with asynchronously is a tick, which carries nothing: a failed run is dropped, and the next one sees the same rows and records.',
  },
  {
    id: 'Serverless::Serverless-LambdaTracing',
    at: [...functions(FUNCTIONS), ...CUSTOM_RESOURCE],
    reason:
      'A stage has it by `traces`, since it costs by trace. Without, the W3C traceparent goes with the row, the event and every line of the logs.',
  },
  {
    id: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
    at: CONSUMERS.map((part) => `flow/${part}/Function/Topic`),
    reason:
      'On-demand pollers know no destination, and give nothing up: a bad record goes to quarantine by the consumer itself.',
  },
];
