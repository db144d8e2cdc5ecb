import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DUE_EFFECTS } from '../../functions/contracts/effect-row.ts';
import type { EffectMetric } from '../../functions/contracts/metrics.ts';
import type { EffectsEnv } from '../../functions/effects/env.ts';
import { FlowAlarm, serviceMetric } from '../monitoring/flow-alarm.ts';
import { NodeFunction, type NodeFunctionProps } from './node-function.ts';
import { runRegularly } from './run-regularly.ts';
import { flowTable } from './table.ts';

export interface RetriedEffectsProps extends Pick<NodeFunctionProps, 'stage' | 'code'> {
  /** Of the function that tries effects again; without `code`, its folder in `functions/`. */
  readonly retrier: string;
  /** The retrier's own variables, beside EffectsEnv. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the user loses while effects do not end, as a sentence. */
  readonly impact: string;
  /** Longer than a lease, by a minute of attempts, say. */
  readonly timeoutSeconds?: number;
  /** How long after its first attempt an effect may be open. */
  readonly alarmAfterSeconds?: number;
}

/** The longest delay between two attempts: each open effect was measured in it. */
const PERIOD = Duration.hours(1);
const METRIC: EffectMetric = 'OldestOpenEffectAgeSeconds';

/** The table of a consumer's effects at another service, and the function that tries again, every minute, those that are due. */
export class RetriedEffects extends Construct {
  readonly table: Table;
  readonly retrier: NodeFunction;

  constructor(scope: Construct, id: string, props: RetriedEffectsProps) {
    super(scope, id);
    const { stage, retrier: name, code = name, impact, timeoutSeconds = 100, alarmAfterSeconds = 3_600 } = props;
    this.table = flowTable(this, 'Table', { stage, key: 'effectKey', indexed: DUE_EFFECTS });
    const environment = { ...props.environment, ...this.environment };
    this.retrier = new NodeFunction(this, 'Function', { stage, name, code, timeoutSeconds, environment });
    this.retrier.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${DUE_EFFECTS.index}`]);
    // Never PutItem: it goes on with rows, and begins nothing.
    this.retrier.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [this.table.tableArn]);
    runRegularly(this, { target: this.retrier, everyMinutes: 1 });
    new FlowAlarm(this, 'Overdue', {
      stage,
      of: name,
      heading: 'effect-overdue',
      impact,
      customerFacing: false,
      metric: serviceMetric({ stage, service: name, name: METRIC, statistic: Stats.MAXIMUM, period: PERIOD }),
      threshold: alarmAfterSeconds,
      // Nobody has tried.
      silenceAlarms: true,
    });
  }

  /** Of the consumer that begins the effects, too. */
  get environment(): EffectsEnv {
    return { EFFECTS_TABLE: this.table.tableName };
  }

  /** Never DeleteItem: an effect whose row is gone would be carried out again. */
  allowBeginning(consumer: NodeFunction) {
    consumer.allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], [this.table.tableArn]);
  }
}
