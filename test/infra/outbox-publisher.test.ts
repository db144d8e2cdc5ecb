import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { DEADLINES, TIME_PER_SEND } from '../../functions/outbox-publisher/publish-outbox.ts';
import { stages } from '../../lib/stages.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

const instances = [
  {
    id: 'OrderPublisher',
    outbox: 'orders',
    table: 'OrderApiOrders',
    topic: 'orders.order-placed.v1',
    newImage: { outbox: { M: { eventId: { S: [{ exists: true }] } } } },
  },
  {
    id: 'PaymentPublisher',
    outbox: 'payments',
    table: 'PaymentProcessorPaymentDedup',
    topic: 'payments.payment-decided.v1',
    newImage: { state: { S: ['CAPTURED', 'DECLINED', 'IN_REVIEW'] } },
  },
];

describe.each(instances)('the publisher of $outbox', ({ id, outbox, table, topic, newImage }) => {
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

  it('stands beside the brokers and knows its rows, its topic and how to reach them', () => {
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
          TOPIC: topic,
          KAFKA_BROKERS: 'KafkaBootstrapBrokers.BootstrapBrokerStringSaslIam',
          KAFKA_AUTH: 'iam',
        },
      },
    });
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
