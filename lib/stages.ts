import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { StageCluster } from './brokers/kafka.ts';
import type { StageSettings } from './recipes/stage-settings.ts';

/** Who may call the API. `iam` needs no identity provider; `jwt` needs an issuer that puts the tenant into a claim. */
export type Authentication =
  | { readonly kind: 'iam' }
  | { readonly kind: 'jwt'; readonly issuer: string; readonly audience: readonly string[] };

/** Where money is taken: the simulator with its key, or a gateway with a key kept in Secrets Manager. */
type Gateway =
  | { readonly kind: 'simulator'; readonly key: string }
  | { readonly kind: 'stripe' | 'airwallex'; readonly url: string; readonly keySecret: string };

/**
 * How the gateway reports what has happened to a payment: by requests that it signs, or through an event bus that only it can
 * fill. The secret is the signing secret itself where that is none (the simulator's); else its name in Secrets Manager.
 */
export type GatewayEvents =
  | { readonly kind: 'webhook'; readonly secretIn: 'environment' | 'secrets-manager'; readonly secret: string }
  | { readonly kind: 'event-bridge'; readonly eventBus: `aws.partner/stripe.com/${string}` };

/**
 * How the functions that take money pass from one version to the next, as CodeDeploy calls it. All at once is the way past
 * an alarm that is on: no alarm then stops the deployment.
 */
export type GradualDeployment =
  | 'ALL_AT_ONCE'
  | `CANARY_10PERCENT_${5 | 10 | 15 | 30}MINUTES`
  | `LINEAR_10PERCENT_EVERY_${'1MINUTE' | '2MINUTES' | '3MINUTES' | '10MINUTES'}`;

/** When stuck orders are looked for. */
interface Reconciliation {
  readonly everyMinutes: number;
  /** Seconds that an event may be under way before it is published once more. */
  readonly after: number;
}

/** How many executions of each function may run at once; as many of the account's are kept for it. */
export interface Concurrency {
  readonly publisher: number;
  readonly quarantine: number;
  readonly kafkaOperator: number;
  readonly reconciler: number;
  /** A run may last longer than the minute after which the next one starts. */
  readonly paymentRetrier: number;
}

/** Requests a second in the long run, and how many may come at once. Beyond that API Gateway answers 429. */
export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

/** Addresses that an alarm reaches by itself: of e-mail, each of which has to confirm once, or of an `https://` endpoint. */
export interface AlarmRecipients {
  /** What customers feel now. */
  readonly pages: readonly string[];
  readonly notices: readonly string[];
}

/** Everything in which one deployment differs from another. */
export interface Stage extends StageSettings {
  readonly region: string;
  /** The zones by their ids: what `us-east-1a` is differs from account to account, and MSK has no brokers in use1-az3. */
  readonly zoneIds: readonly string[];
  /** Undefined: nothing is reserved, and nothing kept back. */
  readonly concurrency: Concurrency | undefined;
  /** Brokers report each partition's consumer lag. CloudWatch charges for every such metric. */
  readonly partitionMetrics: boolean;
  /** Undefined: a deployment replaces the code of all functions at once, without versions. */
  readonly gradualDeployment: GradualDeployment | undefined;
  readonly throttling: {
    readonly placing: Throttle;
    readonly reading: Throttle;
    readonly webhooks: Throttle;
    readonly open: Throttle;
  };
  /** Web pages of these origins may call the API. */
  readonly corsOrigins: readonly string[];
  readonly auth: Authentication;
  /** The JWT claim that names the tenant. */
  readonly tenantClaim: string;
  readonly gateway: Gateway;
  /** Undefined: the gateway reports nothing, and the payment-retrier alone asks. */
  readonly gatewayEvents: GatewayEvents | undefined;
  readonly reconciliation: Reconciliation;
  /** Whether a function audits each day. It reads both tables whole: where they are too large for that, the command does it. */
  readonly dailyAudit: boolean;
  /** On everything that has tags, besides `application` and `stage`: such as its owner and cost centre. */
  readonly tags: Readonly<Record<string, string>>;
  readonly alarmRecipients: AlarmRecipients;
  /** US dollars a month, of which the notices' e-mail addresses are notified at 80 % and when more is forecast. Undefined: no budget. */
  readonly monthlyBudget: number | undefined;
  /** Where an AWS emulator answers, if not in AWS: it serves HTTP APIs below a path of its own. */
  readonly endpoint?: string;
}

/** A stage in AWS, with brokers that MSK runs. */
export interface AwsStage<Brokers extends StageCluster = StageCluster> extends Stage {
  readonly cluster: Brokers;
}

const dev: AwsStage = {
  name: 'dev',
  region: 'us-east-1',
  zoneIds: ['use1-az1', 'use1-az2', 'use1-az4'],
  topicPrefix: '',
  cluster: { kind: 'brokers', instanceType: 'kafka.t3.small', volumeGiB: 10, maxVolumeGiB: 50 },
  kafkaPollers: 'on-demand',
  kafkaClient: 'kafkajs',
  recordsAtOnce: 100,
  // A new account has 10 concurrent executions, none of which may be reserved.
  concurrency: undefined,
  partitionMetrics: false,
  gradualDeployment: undefined,
  // A request costs money with each thing that it sets off: a runaway client is stopped at the door.
  throttling: {
    placing: { rate: 20, burst: 40 },
    reading: { rate: 50, burst: 100 },
    // One for each order.
    webhooks: { rate: 20, burst: 40 },
    open: { rate: 5, burst: 10 },
  },
  corsOrigins: [],
  auth: { kind: 'iam' },
  tenantClaim: 'tenant',
  // Not a secret: it opens a simulator that moves no money.
  gateway: { kind: 'simulator', key: 'sk_test_simulator' },
  gatewayEvents: { kind: 'webhook', secretIn: 'environment', secret: 'whsec_simulator' },
  reconciliation: { everyMinutes: 5, after: 600 },
  dailyAudit: true,
  encryption: 'aws',
  keepsData: false,
  logRetention: RetentionDays.ONE_WEEK,
  logs: 'each',
  tags: {},
  traces: undefined,
  alarmRecipients: { pages: [], notices: [] },
  monthlyBudget: undefined,
};

const prod: AwsStage = {
  ...dev,
  name: 'prod',
  cluster: { kind: 'brokers', instanceType: 'kafka.m7g.large', volumeGiB: 100, maxVolumeGiB: 1_000 },
  concurrency: { publisher: 20, quarantine: 4, kafkaOperator: 2, reconciler: 1, paymentRetrier: 2 },
  // Somewhat more than six partitions can charge (docs/scale.md): the rest would only wait in the topic.
  throttling: {
    placing: { rate: 200, burst: 400 },
    reading: { rate: 1_000, burst: 2_000 },
    webhooks: { rate: 200, burst: 400 },
    open: { rate: 20, burst: 40 },
  },
  partitionMetrics: true,
  // Not a canary: of the payment-retrier's one run a minute, a tenth may be none in ten minutes.
  gradualDeployment: 'LINEAR_10PERCENT_EVERY_2MINUTES',
  gateway: { kind: 'stripe', url: 'https://api.stripe.com', keySecret: 'chargeonce/prod/gateway-key' },
  gatewayEvents: { kind: 'webhook', secretIn: 'secrets-manager', secret: 'chargeonce/prod/webhook-secret' },
  keepsData: true,
  logRetention: RetentionDays.THREE_MONTHS,
  // Of an order that goes well its row says all: a line for each step would be an eighth of what it costs.
  logs: 'unusual',
};

export const stages = { dev, prod };

/** The one of these that has the name. Throws an error that lists the names. */
export function stageNamed<Named>(name: string, among: Readonly<Record<string, Named>>): Named {
  const found = Object.entries(among).find(([known]) => known === name);
  if (found) return found[1];
  throw new Error(`There is no stage "${name}"; there are ${Object.keys(among).join(', ')}.`);
}

interface Emulator {
  /** Told apart from other stages at the endpoint by its name. */
  readonly name: string;
  readonly endpoint: string;
}

/** A stage at an AWS emulator: as dev, but for what such an emulator lacks. */
export const emulatorStage = ({ name, endpoint }: Emulator): Stage => ({
  ...dev,
  name,
  topicPrefix: `${name}.`,
  endpoint,
});
