import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';

/**
 * What a handler is usually made of, imported at its head and made once, as Powertools and the SDK document it.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/
 */
export const [usualLogger, usualMetrics] = [new Logger(), new Metrics()];
export const usualDocuments = DynamoDBDocumentClient.from(new DynamoDBClient());

export const usualApi = middy<{ readonly id: string }>().handler(async ({ id }) => {
  usualLogger.info('read', { id });
  usualMetrics.addMetric('reads', 'Count', 1);
  const { Item } = await usualDocuments.send(new GetCommand({ TableName: 'rows', Key: { id } }));
  usualMetrics.publishStoredMetrics();
  return Item;
});
