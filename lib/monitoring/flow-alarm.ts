import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MeasuredService, MetricOf } from '../../functions/contracts/metrics.ts';
import type { StageSettings } from '../recipes/stage-settings.ts';

type NamedStage = Pick<StageSettings, 'name'>;

interface FlowAlarmProps {
  readonly stage: NamedStage;
  /** Its heading in docs/runbook.md, and the end of its name. */
  readonly heading: string;
  /** Which function it watches, where several alarms share a heading: in the name it stands before it. */
  readonly of?: string;
  /** What the user loses. */
  readonly impact: string;
  /** Whether customers feel that now: then it is a part of the alarm that pages. */
  readonly customerFacing: boolean;
  readonly metric: IMetric;
  /** From this value on it is an alarm. */
  readonly threshold: number;
  /** Whether it also notifies when the metric falls silent. Before the first value, right after a deployment, it does not. */
  readonly silenceAlarms?: boolean;
}

interface Watched {
  readonly name: string;
  readonly kind: 'consumer' | 'publisher';
  /** Whether docs/runbook.md has entries of its own; else those of any of its kind hold. */
  readonly inRunbook: boolean;
}

/** The heading of a function's alarm, by what it watches. */
export const headingOf =
  ({ name, kind, inRunbook }: Watched) =>
  (what: string) =>
    inRunbook ? { heading: `${name}-${what}` } : { of: name, heading: `${kind}-${what}` };

/** Calls a person; what that one has to do is in docs/runbook.md under the alarm's name. */
export class FlowAlarm extends Alarm {
  readonly heading: string;
  readonly customerFacing: boolean;
  readonly silenceAlarms: boolean;

  constructor(scope: Construct, id: string, props: FlowAlarmProps) {
    const { stage, heading, of, impact, metric, threshold, silenceAlarms = false } = props;
    super(scope, id, {
      alarmName: alarmName(stage, of === undefined ? heading : `${of}-${heading}`),
      alarmDescription: alarmDescription(impact, heading),
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: silenceAlarms ? TreatMissingData.MISSING : TreatMissingData.NOT_BREACHING,
    });
    this.heading = heading;
    this.customerFacing = props.customerFacing;
    this.silenceAlarms = silenceAlarms;
  }
}

export const alarmName = (stage: NamedStage, heading: string) => `chargeonce-${stage.name}-${heading}`;

export const alarmDescription = (impact: string, heading: string) => `${impact} What to do: docs/runbook.md#${heading}`;

/** A namespace for each stage: two stages in one account never add up, and no function needs a dimension for it. */
export const metricNamespace = ({ name }: NamedStage) => `chargeonce/${name}`;

interface ServiceMetricProps<Service extends string, Name extends string> extends Omit<MetricOptions, 'dimensionsMap'> {
  readonly stage: NamedStage;
  readonly service: Service;
  readonly name: Name;
}

/** A metric that a function emits, by the function's name. */
export const serviceMetric = (props: ServiceMetricProps<string, string>) => {
  const { stage, service, name, ...options } = props;
  return new Metric({
    namespace: metricNamespace(stage),
    metricName: name,
    dimensionsMap: { service },
    ...options,
  });
};

/** A metric that a function of the flow emits; one that it does not emit is a compile error. */
export const flowMetric = <Service extends MeasuredService>(props: ServiceMetricProps<Service, MetricOf<Service>>) =>
  serviceMetric(props);
