import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { PublishingLibrary } from '../brokers/kafka.ts';

/** `on-demand` costs nothing while idle; provisioned pollers add partial failures, bisect and a failure destination. */
export type KafkaPollers = 'on-demand' | { readonly minimum: number; readonly maximum: number };

/** What the recipes have to know of a stage. */
export interface StageSettings {
  /** A part of the names of functions, log groups, alarms and metrics. */
  readonly name: string;
  /** Tells stages apart on a shared cluster: it precedes every topic and consumer group. */
  readonly topicPrefix: string;
  readonly kafkaPollers: KafkaPollers;
  /** The library by which the publishers and the quarantine function reach the brokers. */
  readonly kafkaClient: PublishingLibrary;
  /** How many records with different keys one invocation of a consumer processes at once, at most: it begins with 16. */
  readonly recordsAtOnce: number;
  /** Whose key encrypts tables, given-up records, logs of the flow and alarm topics: AWS's own, or one of this account. */
  readonly encryption: 'aws' | 'customer-managed';
  /** Tables and buckets outlive the stack, and tables refuse to be deleted. */
  readonly keepsData: boolean;
  readonly logRetention: RetentionDays;
  /**
   * What functions log: a line for each step of each event, and Lambda's own three for each invocation; or what did not go as it
   * should, and the counts of each invocation.
   */
  readonly logs: 'each' | 'unusual';
  /** How many traces in a hundred are sent to X-Ray, which costs by trace. Undefined: of none, and nothing else of X-Ray is on. */
  readonly traces: { readonly percent: number } | undefined;
}

/** A stage with little that costs money while nothing happens; `own` says in what it differs. */
export const stageSettings = (name: string, own: Partial<Omit<StageSettings, 'name'>> = {}): StageSettings => ({
  name,
  topicPrefix: '',
  kafkaPollers: 'on-demand',
  kafkaClient: 'kafkajs',
  recordsAtOnce: 100,
  encryption: 'aws',
  keepsData: false,
  logRetention: RetentionDays.ONE_WEEK,
  logs: 'each',
  traces: undefined,
  ...own,
});
