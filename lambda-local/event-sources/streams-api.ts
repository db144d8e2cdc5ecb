import type {
  DescribeStreamInput,
  DescribeStreamOutput,
  GetRecordsInput,
  GetRecordsOutput,
  GetShardIteratorInput,
  GetShardIteratorOutput,
} from '@aws-sdk/client-dynamodb-streams';

interface Options {
  readonly abortSignal?: AbortSignal;
}

/**
 * What is asked of tables' streams, in the words of their API: the SDK's `DynamoDBStreams` is one. They reject with the SDK's
 * errors, which are told apart by their `name`.
 */
export interface StreamsApi {
  describeStream(input: DescribeStreamInput, options?: Options): Promise<DescribeStreamOutput>;
  getShardIterator(input: GetShardIteratorInput, options?: Options): Promise<GetShardIteratorOutput>;
  getRecords(input: GetRecordsInput, options?: Options): Promise<GetRecordsOutput>;
}
