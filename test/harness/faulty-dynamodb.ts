import { type DynamoDB, ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';

/** What a call meets: it never arrives, it takes effect and its answer is lost, it is refused for now, or nothing. */
export type DynamoFault = 'lost before' | 'lost after' | 'throttled' | 'none';

/** The client's calls meet these faults, one after the other, and the SDK's own tries can't help; later ones meet none. */
export function faultyDynamoDb(dynamo: DynamoDB, faults: readonly DynamoFault[]): DynamoDB {
  let calls = 0;
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      const fault = faults[calls++] ?? 'none';
      if (fault === 'throttled') throw new ProvisionedThroughputExceededException({ message: 'later', $metadata: {} });
      if (fault === 'lost before') throw lost();
      const answer = await next(args);
      if (fault === 'lost after') throw lost();
      return answer;
    },
    { step: 'initialize', priority: 'high' },
  );
  return dynamo;
}

const lost = () => Object.assign(new Error('no answer came'), { name: 'TimeoutError' });

/** Every first try of a call takes effect and its answer is lost, so that the SDK repeats it by itself. */
export function loseFirstResponses(dynamo: DynamoDB): DynamoDB {
  const answered = new WeakSet<object>();
  dynamo.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (answered.has(context)) return answer;
      answered.add(context);
      throw Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' });
    },
    { step: 'deserialize', priority: 'high' },
  );
  return dynamo;
}
