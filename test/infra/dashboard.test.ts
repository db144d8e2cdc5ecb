import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { METRICS } from '../../functions/contracts/metrics.ts';
import { type AwsStage, stages } from '../../lib/stages.ts';
import { addedConsumers } from '../harness/added-parts.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const Widget = z.object({
  type: z.string(),
  x: z.int(),
  y: z.int(),
  width: z.int(),
  height: z.int(),
  properties: z.object({
    title: z.optional(z.string()),
    markdown: z.optional(z.string()),
    metrics: z._default(z.array(z.array(z.unknown())), []),
    alarms: z._default(z.array(z.string()), []),
  }),
});
type Widget = z.infer<typeof Widget>;
const Dashboard = z.object({ DashboardName: z.string(), DashboardBody: z.string() });

function dashboardOf(stage: AwsStage) {
  const { flow } = synthesise(stage);
  const { DashboardName, DashboardBody } = z.parse(Dashboard, resource(flow, 'AWS::CloudWatch::Dashboard'));
  return { flow, name: DashboardName, ...z.parse(z.object({ widgets: z.array(Widget) }), JSON.parse(DashboardBody)) };
}

const dev = dashboardOf(stages.dev);
const prod = dashboardOf(stages.prod);

/** The titles of the graphs, from left to right and from top to bottom. */
const titles = (widgets: readonly Widget[]) =>
  widgets
    .toSorted((one, other) => one.y - other.y || one.x - other.x)
    .flatMap(({ type, properties }) => (type === 'metric' ? [properties.title] : []));

const graphOf = (widgets: readonly Widget[], title: string) =>
  widgets.find(({ properties }) => properties.title === title)?.properties.metrics;

const overlap = (one: Widget, other: Widget) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

describe('the dashboard', () => {
  it('is one for each stage', () => {
    expect([dev.name, prod.name]).toEqual(['chargeonce-dev', 'chargeonce-prod']);
  });

  it('reads in the direction of the data', () => {
    expect(titles(dev.widgets)).toEqual([
      'Accepted orders',
      'Requests refused and failed',
      'Time to an answer',
      'Open orders, and the oldest',
      'Publish lag: saved until acknowledged',
      'Age of what is to be published',
      "Iterator age, % of the stream's 24 hours",
      'Publications',
      'payment-processor: records behind',
      'payment-processor: time behind',
      'payment-canceller: records behind',
      'payment-canceller: time behind',
      'status-updater: records behind',
      'status-updater: time behind',
      ...addedConsumers.flatMap(({ name }) => [`${name}: records behind`, `${name}: time behind`]),
      'Charge latency, as the gateway answers',
      'Payments decided',
      'Cancelled orders',
      'In review, and contradictions',
      'Duplicates suppressed',
      'Parked: to be tried again',
      'Overdue',
      'What the gateway refuses',
      'Webhooks of the gateway',
      'Quarantine',
      'Requeued by the reconciler',
      'Left to an operator',
      'Brokers',
      'The books: what does not fit together',
      'The books: audited up to',
      'Errors',
      'Throttles',
      'Duration p99',
      'At once',
    ]);
  });

  it('has each widget in a place of its own, within the width that CloudWatch knows', () => {
    for (const widget of dev.widgets) {
      expect(widget.x + widget.width).toBeLessThanOrEqual(24);
      const others = dev.widgets.filter((other) => other !== widget);
      expect(others.filter((other) => overlap(widget, other))).toEqual([]);
    }
  });

  it('shows the state of every alarm, the one that pages first', () => {
    const [status] = dev.widgets.filter(({ type }) => type === 'alarm');
    const alarms = Object.keys(resources(dev.flow, 'AWS::CloudWatch::Alarm')).map((id) => `${id}.Arn`);

    expect(status?.properties.alarms[0]).toBe('ObservabilityOnCallCustomersAreAffected.Arn');
    expect(new Set(status?.properties.alarms.slice(1))).toEqual(new Set(alarms));
  });

  it('shows no metric of ours but those that the function of that name emits, by the dimension of all', () => {
    const ours = dev.widgets
      .flatMap(({ properties }) => properties.metrics)
      .filter(([namespace]) => String(namespace).startsWith('chargeonce'));
    const emitted = new Set(
      Object.entries(METRICS).flatMap(([service, names]) => names.map((name) => `${service} ${name}`)),
    );

    expect(ours.length).toBeGreaterThan(30);
    for (const [namespace, name, dimension, service] of ours) {
      expect([namespace, dimension]).toEqual(['chargeonce/dev', 'service']);
      expect(emitted).toContain(`${service} ${name}`);
    }
  });

  it("tells the lag of a consumer's worst partition, where brokers tell no more", () => {
    const [ofFunction, ofTopic] = graphOf(dev.widgets, 'payment-processor: records behind') ?? [];

    expect(ofFunction?.slice(0, 4)).toEqual(['AWS/Lambda', 'OffsetLag', 'FunctionName', 'PaymentProcessorFunction']);
    expect(ofTopic?.slice(0, -1)).toEqual([
      ...['AWS/Kafka', 'MaxOffsetLag', 'Cluster Name', 'chargeonce-dev'],
      ...['Consumer Group', 'payment-processor', 'Topic', 'orders.order-placed.v1'],
    ]);
  });

  it('tells the lag of each partition where the brokers do', () => {
    const search = (metric: string) => ({
      expression: `SEARCH('Namespace="AWS/Kafka" MetricName="${metric}" "Consumer Group"="status-updater" Topic="payments.payment-decided.v1"', 'Maximum')`,
    });

    expect(graphOf(prod.widgets, 'status-updater: records behind')?.[1]).toMatchObject([search('OffsetLag')]);
    expect(graphOf(prod.widgets, 'status-updater: time behind')).toMatchObject([[search('EstimatedTimeLag')]]);
  });

  it.each(['Errors', 'Throttles', 'Duration p99', 'At once'])(
    'shows %s of each function in the order of the flow',
    (title) => {
      const functions = graphOf(dev.widgets, title)?.map(([, , , name]) => name);

      expect(functions).toEqual([
        'OrderApiFunction',
        'OrderPublisherFunction',
        'PaymentProcessorFunction',
        'PaymentCancellerFunction',
        'PaymentRetrierFunction',
        'GatewayWebhookFunction',
        'PaymentPublisherFunction',
        'StatusUpdaterFunction',
        'ReconcilerFunction',
        'AuditorFunction',
        'QuarantineFunction',
        'KafkaOperatorFunction',
        ...addedConsumers.map(({ id }) => `${id}Function`),
      ]);
    },
  );
});
