import type { ConsumedCapacity, DynamoDB } from '@aws-sdk/client-dynamodb';

const READS = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];

/** Has DynamoDB say what each call takes, of its tables and their indexes. */
export function unitMeter(dynamo: DynamoDB) {
  const units = { read: 0, written: 0 };
  dynamo.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } });
        const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
        const taken = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = Number.NaN }) => sum + CapacityUnits, 0);
        units[READS.includes(commandName.replace(/Command$/, '')) ? 'read' : 'written'] += taken;
        return answer;
      },
    { step: 'initialize' },
  );
  return {
    /** Since they were taken last. */
    take(kind: keyof typeof units) {
      const taken = units[kind];
      units[kind] = 0;
      return taken;
    },
  };
}
