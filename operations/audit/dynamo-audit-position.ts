import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { conditionalWrite, type Dynamo } from '../../functions/platform/dynamo.ts';
import type { AuditPosition, AuditPositions } from './continue-audit.ts';

interface DynamoAuditPositionDeps {
  readonly dynamo: Dynamo;
  /** The PaymentDedup table: restored to an earlier time, it has the position of then, and what followed is audited again. */
  readonly table: string;
}

/** No event's id: theirs begin with an order's. It has no `state`, so that the publisher never sees it. */
const POSITION = { eventId: '#audit' };

const Position = z.object({ until: z.string(), left: z.array(z.string()) });

/** The position is a row beside the payments. */
export function dynamoAuditPositions({ dynamo, table: TableName }: DynamoAuditPositionDeps): AuditPositions {
  return {
    async read() {
      const { Item } = await dynamo.getItem({ TableName, Key: marshall(POSITION), ConsistentRead: true });
      return Item && z.parse(Position, unmarshall(Item));
    },
    async save(position: AuditPosition, seen: AuditPosition | undefined) {
      const { kind } = await conditionalWrite(
        dynamo.updateItem({
          TableName,
          Key: marshall(POSITION),
          UpdateExpression: 'SET #until = :until, #left = :left',
          // The client's own retry may meet its first write.
          ConditionExpression: `${seen ? '#until = :seen' : 'attribute_not_exists(#until)'} OR #until = :until`,
          ExpressionAttributeNames: { '#until': 'until', '#left': 'left' },
          ExpressionAttributeValues: marshall({
            ':until': position.until,
            ':left': [...position.left],
            ...(seen && { ':seen': seen.until }),
          }),
        }),
      );
      return kind === 'written';
    },
  };
}
