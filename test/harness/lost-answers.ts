import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Every first try of a call takes effect and its answer is lost, so that the SDK repeats it by itself. */
export function loseFirstResponses(dynamo: DynamoDBClient): DynamoDBClient {
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
