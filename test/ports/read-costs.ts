import type { ConsumedCapacity, DynamoDB } from '@aws-sdk/client-dynamodb';

interface Costs {
  calls: number;
  units: number;
}

/** Has DynamoDB answer what each call costs, and adds that up: tables and indexes, reads and writes. */
export function meterCalls(dynamo: DynamoDB): Costs {
  const costs = { calls: 0, units: 0 };
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } });
      const { ConsumedCapacity } = answer.output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
      costs.calls += 1;
      for (const { CapacityUnits = Number.NaN } of [ConsumedCapacity ?? {}].flat()) costs.units += CapacityUnits;
      return answer;
    },
    { step: 'initialize' },
  );
  return costs;
}
