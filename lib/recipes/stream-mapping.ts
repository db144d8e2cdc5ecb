import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { FailedRecords } from './failed-records.ts';
import type { NodeFunction } from './node-function.ts';

/** Given up, and kept, before the stream itself forgets the record after 24 hours. */
export const GIVEN_UP_AFTER = Duration.hours(20);

interface StreamMappingProps {
  readonly table: ITable;
  /** A pattern on leaves of the new image: `exists` never matches an object. */
  readonly newImage: object;
  readonly failedRecords: FailedRecords;
}

/** Feeds a table's changes to a function, each row's in order. */
export function followStream(follower: NodeFunction, { table, newImage, failedRecords }: StreamMappingProps) {
  // Not CDK's grant: by it the code could use the table's key by itself.
  follower.allow(['dynamodb:ListStreams'], ['*']);
  follower.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [streamArn(table)]);
  follower.addEventSourceMapping('Stream', {
    eventSourceArn: streamArn(table),
    filters: [FilterCriteria.filter({ dynamodb: { NewImage: newImage } })],
    // LATEST would miss what was written while the source was being made.
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    maxBatchingWindow: Duration.seconds(0),
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: -1,
    maxRecordAge: GIVEN_UP_AFTER,
    onFailure: failedRecords.destinationOf(follower),
  });
}

function streamArn({ tableStreamArn, node }: ITable) {
  if (tableStreamArn === undefined) throw new Error(`The table ${node.path} has no stream.`);
  return tableStreamArn;
}
