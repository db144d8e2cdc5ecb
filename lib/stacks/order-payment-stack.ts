import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type Kafka, type TopicNames, topicOutput } from '../brokers/kafka.ts';
import { Auditor } from '../flow/auditor.ts';
import { FlowPublisher } from '../flow/flow-publisher.ts';
import { paymentGateway } from '../flow/gateway-access.ts';
import { GatewayWebhook, WEBHOOK_PATH } from '../flow/gateway-webhook.ts';
import { KafkaOperator, QuarantineGauge } from '../flow/kafka-operator.ts';
import { OrderApi } from '../flow/order-api.ts';
import { PaymentCanceller } from '../flow/payment-canceller.ts';
import { PaymentProcessor } from '../flow/payment-processor.ts';
import { PaymentRetrier } from '../flow/payment-retrier.ts';
import { Reconciler } from '../flow/reconciler.ts';
import { StatusUpdater } from '../flow/status-updater.ts';
import { Observability } from '../monitoring/observability.ts';
import { FailedRecords } from '../recipes/failed-records.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import { Quarantine } from '../recipes/quarantine.ts';
import type { Stage } from '../stages.ts';

interface OrderPaymentStackProps extends StackProps {
  readonly stage: Stage;
  /** Brokers; or what makes those of this stack, where no other stack has them. */
  readonly kafka: Kafka | ((stack: Stack) => Kafka);
  readonly topics: TopicNames;
}

/** Reads top to bottom in the direction the data flows. */
export class OrderPaymentStack extends Stack {
  constructor(scope: Construct, id: string, { stage, kafka: brokers, topics, ...props }: OrderPaymentStackProps) {
    super(scope, id, props);
    const { orderPlaced, orderCancelled, paymentDecided } = topics.events;
    const failedRecords = new FailedRecords(this, 'FailedRecords', { stage });
    const kafka = typeof brokers === 'function' ? brokers(this) : brokers;
    const quarantine = new Quarantine(this, 'Quarantine', {
      stage,
      kafka,
      topics: topics.quarantine,
      reservedConcurrency: stage.concurrency?.quarantine,
    });
    const publishing = { stage, kafka, failedRecords };
    const consuming = { stage, kafka, topics, quarantine, failedRecords };

    const orders = new OrderApi(this, 'OrderApi', { stage });
    const webhookUrl = orders.url + WEBHOOK_PATH;
    const gateway = paymentGateway(this, { stage, webhookUrl });
    const ordersOutbox = { outbox: orders.outbox, topics: [orderPlaced, orderCancelled] };
    const publisher = new FlowPublisher(this, 'OrderPublisher', { ...ordersOutbox, ...publishing });
    const processor = new PaymentProcessor(this, 'PaymentProcessor', { gateway, ...consuming });
    const payments = processor.dedupTable;
    new PaymentCanceller(this, 'PaymentCanceller', { payments, ...consuming });
    new PaymentRetrier(this, 'PaymentRetrier', { stage, payments, gateway });
    if (stage.gatewayEvents)
      new GatewayWebhook(this, 'GatewayWebhook', { stage, events: stage.gatewayEvents, payments, orders });
    const paymentsOutbox = { outbox: processor.outbox, topics: [paymentDecided] };
    new FlowPublisher(this, 'PaymentPublisher', { ...paymentsOutbox, ...publishing });
    const updater = new StatusUpdater(this, 'StatusUpdater', { orders: orders.table, ...consuming });
    const reconciler = new Reconciler(this, 'Reconciler', { stage, orders: orders.table, payments });
    orders.deployAfter(publisher, updater, reconciler);
    const operator = new KafkaOperator(this, 'KafkaOperator', { stage, kafka, topics });
    new QuarantineGauge(this, 'QuarantineGauge', { operator, topics });
    if (stage.dailyAudit) new Auditor(this, 'Auditor', { stage, orders: orders.table, payments, gateway, operator });
    const { onCall } = new Observability(this, 'Observability', { stage, kafka, topics, api: orders.api });

    nameParts(this, {
      OrdersUrl: orders.url,
      GatewayUrl: gateway.url,
      ...(stage.gateway.kind === 'simulator' && { SimulatorKey: stage.gateway.key }),
      ...(stage.gatewayEvents?.kind === 'webhook' && { GatewayWebhookUrl: webhookUrl }),
      OrdersTable: orders.table.tableName,
      PaymentDedupTable: payments.tableName,
      ...topicOutputs(topics),
      PagesTopic: onCall.pages.topicArn,
      NoticesTopic: onCall.notices.topicArn,
      ...whatReadersNeed(kafka),
      Region: this.region,
    });
    nameFunctions(this);
  }
}

const topicOutputs = ({ events }: TopicNames) =>
  Object.fromEntries(Object.entries(events).map(([event, topic]) => [topicOutput(event), topic]));

/** How another service reaches the topics (docs/consume-elsewhere.md). */
const whatReadersNeed = ({ clusterArn, brokers, network }: Kafka) => ({
  ...(clusterArn && { KafkaClusterArn: clusterArn }),
  KafkaBrokers: brokers,
  ...(network && {
    KafkaVpc: network.vpc.vpcId,
    KafkaClientsSecurityGroup: network.clientSecurityGroup.securityGroupId,
  }),
});

/** What the operator's commands find their way by. */
function nameParts(stack: Stack, parts: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(parts)) new CfnOutput(stack, name, { value });
}

function nameFunctions(stack: Stack) {
  const functions = stack.node.findAll().filter((construct) => construct instanceof NodeFunction);
  for (const { node, functionName } of functions) {
    new CfnOutput(stack, node.path.split('/').slice(1).join(''), { value: functionName });
  }
}
