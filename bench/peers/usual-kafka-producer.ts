import { PutCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { Kafka } from 'kafkajs';
import { usualDocuments, usualLogger, usualMetrics } from './usual-api.ts';

const producer = new Kafka({ clientId: 'usual', brokers: ['127.0.0.1:9092'] }).producer();

/** The usual parts with kafkajs. https://kafka.js.org/docs/producing */
export const usualKafkaProducer = middy<{ readonly value: string }>().handler(async ({ value }) => {
  await producer.connect();
  await producer.send({ topic: 'events', messages: [{ value }] });
  await usualDocuments.send(new PutCommand({ TableName: 'rows', Item: { id: value } }));
  usualLogger.info('sent', { value });
  usualMetrics.publishStoredMetrics();
});
