import {
  AlarmStatusWidget,
  Dashboard,
  type IWidget,
  type MetricOptions,
  PeriodOverride,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { CONSUMER_NAMES } from '../../functions/contracts/events.ts';
import { MEASURED_SERVICES, type MeasuredService } from '../../functions/contracts/metrics.ts';
import { AUDITED_TOO_LONG_AGO } from '../flow/auditor.ts';
import { brokerGraph } from './broker-monitoring.ts';
import { chargeRow, parkedRow } from './charge-rows.ts';
import { consumeRow } from './consume-row.ts';
import { EACH_RUN, type FlowParts, graph, linesOf, PERIOD } from './graph.ts';
import { acceptRow, publishRow } from './order-rows.ts';

const WIDTH = 24;

/** What a person on call looks at first: a row for each step of the flow, in the direction of the data. */
export class FlowDashboard extends Dashboard {
  constructor(scope: Construct, id: string, parts: FlowParts) {
    super(scope, id, {
      dashboardName: `chargeonce-${parts.stage.name}`,
      defaultInterval: Duration.hours(3),
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [introduction(parts)],
        [alarmStatus(parts)],
        ...step('1. Accepted: the order and the intent to publish it are saved by one write', acceptRow(parts)),
        ...step('2. Published: the brokers have acknowledged the event', publishRow(parts)),
        ...step('3. Consumed: records that the consumers have not done yet', consumeRow(parts)),
        ...step('4. Charged: at most once, whatever is delivered twice', chargeRow(parts), parkedRow(parts)),
        ...step('5. Left over: what waits for the reconciler or for a person', repairRow(parts), bookRow(parts)),
        ...step('6. The functions, in the order of the flow', functionRow(parts)),
      ],
    });
  }
}

const step = (title: string, ...rows: IWidget[][]): IWidget[][] => [
  [new TextWidget({ markdown: `## ${title}`, width: WIDTH, height: 1 })],
  ...rows,
];

/** The documents lie in the repository, whose address nothing here knows: they are named, not linked. */
function introduction({ stage }: FlowParts) {
  const markdown = [
    `An order that was accepted is published, charged at most once and shown as paid, from top to bottom.`,
    `An alarm's name ends with its heading in \`docs/runbook.md\`; begin at \`customers-are-affected\`.`,
    `One order's life: \`npm run ops -- order\`. What was logged of it: the saved query \`chargeonce/${stage.name}/one-order\`.`,
  ];
  return new TextWidget({ markdown: markdown.join(' '), width: WIDTH, height: 2 });
}

const alarmStatus = ({ onCall }: FlowParts) =>
  new AlarmStatusWidget({ title: 'Alarms', alarms: [...onCall.alarms], width: WIDTH, height: 4 });

const repairRow = ({ stage, kafka }: FlowParts) => {
  const found = linesOf({ stage, service: 'reconciler', period: EACH_RUN });
  const operated = linesOf({ stage, service: 'kafka-operator', period: EACH_RUN });
  const quarantined = linesOf({ stage, service: 'quarantine', period: EACH_RUN });
  return [
    graph({
      title: 'Quarantine',
      // Redriven records are among them until they expire after 30 days.
      left: [operated('QuarantineDepth', 'records held, redriven ones too', Stats.MAXIMUM)],
      leftLabel: 'records',
      right: [quarantined('RecordsQuarantined', 'added'), operated('RecordsRedriven', 'redriven')],
      rightLabel: 'in five minutes',
    }),
    graph({
      title: 'Requeued by the reconciler',
      left: [found('OrdersRequeued', "orders' events"), found('PaymentsRequeued', "payments' events")],
      leftLabel: 'in five minutes',
      right: [found('ReconcileFailures', 'not reconciled'), found('ReconcileRunsCutShort', 'runs cut short')],
      rightLabel: 'in five minutes',
    }),
    graph({
      title: 'Left to an operator',
      left: [
        found('PublishFailures', 'can not be published', Stats.MAXIMUM),
        found('UnreadableRows', 'can not be read', Stats.MAXIMUM),
      ],
      leftLabel: 'rows',
      marks: { 'publish-failures': 1 },
    }),
    ...brokerGraph(kafka),
  ];
};

/** What the daily audit says; each run sets it anew. */
const bookRow = ({ stage }: FlowParts) => {
  if (!stage.dailyAudit) return [];
  const audited = linesOf({ stage, service: 'auditor', period: Duration.hours(1) });
  return [
    graph({
      title: 'The books: what does not fit together',
      left: [audited('AuditDiscrepancies', 'discrepancies', Stats.MAXIMUM)],
      leftLabel: 'discrepancies',
      right: [audited('OrdersAudited', 'audited')],
      rightLabel: 'orders an hour',
      marks: { 'audit-discrepancies': 1 },
    }),
    graph({
      title: 'The books: audited up to',
      left: [audited('AuditLagSeconds', 'so long ago', Stats.MAXIMUM)],
      leftLabel: 'seconds',
      right: [audited('AuditRunsCutShort', 'runs cut short')],
      rightLabel: 'an hour',
      marks: { 'audit-behind': AUDITED_TOO_LONG_AGO },
    }),
  ];
};

const functionRow = ({ stage, functionOf }: FlowParts) => {
  const all = new Set<MeasuredService>([...MEASURED_SERVICES, ...CONSUMER_NAMES]);
  const isMade: Partial<Record<MeasuredService, boolean>> = {
    'gateway-webhook': stage.gatewayEvents !== undefined,
    auditor: stage.dailyAudit,
  };
  const services = [...all].filter((name) => isMade[name] ?? true);
  const each = (metricName: string, options: MetricOptions) =>
    services.map((name) => functionOf(name).metric(metricName, { label: name, period: PERIOD, ...options }));
  return [
    graph({ title: 'Errors', left: each('Errors', { statistic: Stats.SUM }), leftLabel: 'a minute' }),
    graph({ title: 'Throttles', left: each('Throttles', { statistic: Stats.SUM }), leftLabel: 'a minute' }),
    graph({ title: 'Duration p99', left: each('Duration', { statistic: 'p99' }), leftLabel: 'ms' }),
    graph({
      title: 'At once',
      left: each('ConcurrentExecutions', { statistic: Stats.MAXIMUM }),
      leftLabel: 'executions',
    }),
  ];
};
