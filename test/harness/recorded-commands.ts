import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The names of the commands that a client sends from here on. */
export function recordCommands(dynamo: DynamoDBClient): string[] {
  const names: string[] = [];
  dynamo.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        names.push(commandName);
        return next(args);
      },
    { step: 'initialize', priority: 'low' },
  );
  return names;
}
