import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { AUDIT_POSITION } from '../contracts/payment-row.ts';
import { conditionalWrite, type Dynamo } from '../platform/dynamo.ts';
import type { AuditPace, AuditPaces } from './audit-when-due.ts';
import type { AuditPosition, AuditPositions } from './continue-audit.ts';

interface DynamoAuditPositionDeps {
  readonly dynamo: Pick<Dynamo, 'getItem' | 'updateItem'>;
  /** The PaymentDedup table: restored to an earlier time, it has the position of then, and what followed is audited again. */
  readonly table: string;
}

const Position = z.object({
  until: z.string(),
  left: z.array(z.string()),
  discrepancies: z._default(z.number(), 0),
});

const Pace = z.object({ step: z.number(), isUnderWay: z.boolean() });

/** The position is a row beside the payments. */
export function dynamoAuditPositions({
  dynamo,
  table: TableName,
}: DynamoAuditPositionDeps): AuditPositions & AuditPaces {
  const row = { TableName, Key: marshall(AUDIT_POSITION) };
  const read = async () => {
    const { Item } = await dynamo.getItem({ ...row, ConsistentRead: true });
    return Item && unmarshall(Item);
  };
  return {
    async read() {
      const found = await read();
      return found && 'until' in found ? z.parse(Position, found) : undefined;
    },
    async save({ until, left, discrepancies }: AuditPosition, seen: AuditPosition | undefined) {
      const { kind } = await conditionalWrite(
        dynamo.updateItem({
          ...row,
          UpdateExpression: 'SET #until = :until, #left = :left, discrepancies = :discrepancies',
          // The client's own retry may meet its first write.
          ConditionExpression: `${seen ? '#until = :seen' : 'attribute_not_exists(#until)'} OR #until = :until`,
          ExpressionAttributeNames: { '#until': 'until', '#left': 'left' },
          ExpressionAttributeValues: marshall({
            ':until': until,
            ':left': [...left],
            ':discrepancies': discrepancies,
            ...(seen && { ':seen': seen.until }),
          }),
        }),
      );
      return kind === 'written';
    },
    async pace() {
      const found = await read();
      return found && 'step' in found ? z.parse(Pace, found) : undefined;
    },
    async keepPace({ step, isUnderWay }: AuditPace) {
      await dynamo.updateItem({
        ...row,
        UpdateExpression: 'SET step = :step, isUnderWay = :isUnderWay',
        ExpressionAttributeValues: marshall({ ':step': step, ':isUnderWay': isUnderWay }),
      });
    },
  };
}
