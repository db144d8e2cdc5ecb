import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { PaymentRow } from '../contracts/payment-row.ts';
import { decisionOf, paymentWrites } from './dynamo-payment-writes.ts';
import type { ReviewLedger } from './resolve-review.ts';

interface DynamoReviewLedgerDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

export function dynamoReviewLedger(deps: DynamoReviewLedgerDeps): ReviewLedger {
  const { dynamo, table } = deps;
  const { update } = paymentWrites(deps);
  return {
    async find(eventId) {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: table, Key: marshall({ eventId }), ConsistentRead: true }),
      );
      return Item && z.parse(PaymentRow, unmarshall(Item));
    },
    async resolve(eventId, { decision: { state, ...details }, by, reason, at }) {
      const resolution = { by, reason, at };
      const { set, values } = decisionOf(state, { ...details, decidedAt: at, resolution });
      const { kept } = await update(eventId, {
        set,
        condition: '#state = :inReview',
        values: { ':inReview': 'IN_REVIEW', ...values },
      });
      // The SDK's own retry may meet its first write.
      return kept?.state === state && isSame(kept.resolution, resolution) ? undefined : kept;
    },
  };
}

const isSame = (one: PaymentRow['resolution'], other: PaymentRow['resolution']) =>
  one?.at === other?.at && one?.by === other?.by;
