import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { DEADLINES, TIME_PER_SEND } from '../../functions/outbox/publish-partition.ts';
import { parseFilters } from '../../lambda-local/event-sources/filter.ts';
import { stages } from '../../lib/stages.ts';
import { kafkaArn, rights } from './granted-rights.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

const Filtered = z.object({ FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }) });

const instances = [
  {
    id: 'OrderPublisher',
    outbox: 'orders',
    table: 'OrderApiOrders',
    topics: ['orders.order-placed.v1', 'orders.order-cancelled.v1'],
    newImage: { outbox: { M: { requeues: { N: [{ exists: true }] } } } },
  },
  {
    id: 'PaymentPublisher',
    outbox: 'payments',
    table: 'PaymentProcessorPaymentDedup',
    topics: ['payments.payment-decided.v1'],
    newImage: { state: { S: ['CAPTURED', 'DECLINED', 'IN_REVIEW', 'VOID', 'REFUNDED'] } },
  },
];

describe.each(instances)('the publisher of $outbox', ({ id, outbox, table, topics, newImage }) => {
  it('follows its table from the oldest record, and gives nothing up before 20 hours', () => {
    expect(resource(flow, 'AWS::Lambda::EventSourceMapping', id)).toEqual({
      EventSourceArn: `${table}.StreamArn`,
      FunctionName: `${id}Function`,
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ dynamodb: { NewImage: newImage } }) }] },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 72_000,
      DestinationConfig: { OnFailure: { Destination: 'FailedRecords.Arn' } },
    });
  });

  it('stands beside the brokers and knows its rows, what topics begin with and how to reach them', () => {
    expect(resource(flow, 'AWS::Lambda::Function', id)).toMatchObject({
      Timeout: 60,
      VpcConfig: {
        SecurityGroupIds: ['KafkaClients.GroupId'],
        SubnetIds: ['NetworkPrivateSubnet1Subnet', 'NetworkPrivateSubnet2Subnet', 'NetworkPrivateSubnet3Subnet'],
      },
      Environment: {
        Variables: {
          OUTBOX: outbox,
          OUTBOX_TABLE: table,
          TOPIC_PREFIX: '',
          KAFKA_BROKERS: 'KafkaBootstrapBrokers.BootstrapBrokerStringSaslIam',
          KAFKA_AUTH: 'iam',
        },
      },
    });
  });

  it('may write to its topics and to no other', () => {
    expect(rights(flow, id).filter((right) => right.startsWith('kafka-cluster:WriteData'))).toEqual(
      topics.map((topic) => `kafka-cluster:WriteData on ${kafkaArn('topic', topic)}`).sort(),
    );
  });
});

describe('the filter of the order publisher', () => {
  const { FilterCriteria } = Filtered.parse(resource(flow, 'AWS::Lambda::EventSourceMapping', 'OrderPublisher'));
  const passes = (event: object) => parseFilters({ id: 'OrderPublisher', FilterCriteria })(event);
  const withOutbox = (outbox?: object) => ({
    dynamodb: { NewImage: marshall({ orderId: 'ord_1', ...(outbox && { outbox }) }) },
  });

  it.each([
    ['numbered entries', { requeues: 0, entries: { 2: { type: 'order-cancelled' } } }],
    ['one event, as before orders could be cancelled', { requeues: 3, eventId: 'ord_1.order-placed.1' }],
  ])('passes a row whose outbox holds %s', (_, outbox) => {
    expect(passes(withOutbox(outbox))).toBe(true);
  });

  it('stops a row without an outbox', () => {
    expect(passes(withOutbox())).toBe(false);
  });
});

describe('both publishers', () => {
  it('have time for all that may be slow, one after the other', () => {
    for (const { id } of instances) {
      const { Timeout } = timeoutOf(resource(flow, 'AWS::Lambda::Function', id));
      expect(DEADLINES.partitions + TIME_PER_SEND).toBeLessThan(Timeout * 1_000);
    }
  });

  it('run one code', () => {
    const [orders, payments] = instances.map(({ id }) => resource(flow, 'AWS::Lambda::Function', id));
    expect(orders).toHaveProperty('Code.S3Key');
    expect(orders).toMatchObject({ Code: codeOf(payments) });
  });

  it('reserve concurrency in prod only, since a new account has none to spare', () => {
    const { flow: prod } = synthesise(stages.prod);
    for (const { id } of instances) {
      expect(resource(prod, 'AWS::Lambda::Function', id)).toHaveProperty('ReservedConcurrentExecutions', 20);
      expect(resource(flow, 'AWS::Lambda::Function', id)).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });
});

const codeOf = (fn: unknown) => (typeof fn === 'object' && fn !== null && 'Code' in fn ? fn.Code : undefined);

const timeoutOf = z.object({ Timeout: z.number() }).parse;
