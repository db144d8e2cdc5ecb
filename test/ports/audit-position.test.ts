import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoAuditPositions } from '../../functions/auditor/dynamo-audit-position.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

describe('how far the books are audited, in DynamoDB', () => {
  it('is kept, and saved by one of several audits at once', async () => {
    const dynamo = testDynamoDb();
    const positions = dynamoAuditPositions({ dynamo, table: await createPaymentsTable(dynamo) });
    const first = { until: '2026-01-01T00:00:00.000Z', left: ['ord_1'], discrepancies: 2 };
    const second = { until: '2026-01-02T00:00:00.000Z', left: [], discrepancies: 0 };
    const third = { until: '2026-01-03T00:00:00.000Z', left: [], discrepancies: 0 };

    expect(await positions.read()).toBeUndefined();
    expect(await positions.save(first, undefined)).toBe(true);
    expect(await positions.read()).toEqual(first);

    expect(await positions.save(second, undefined)).toBe(false);
    expect(await positions.save(second, first)).toBe(true);
    expect(await positions.save(third, first)).toBe(false);
    expect(await positions.read()).toEqual(second);
  });

  it('keeps beside it how much is audited at once, also before there is a position', async () => {
    const dynamo = testDynamoDb();
    const table = await createPaymentsTable(dynamo);
    const positions = dynamoAuditPositions({ dynamo, table });
    const position = { until: '2026-01-01T00:00:00.000Z', left: [], discrepancies: 1 };

    expect(await positions.pace()).toBeUndefined();
    await positions.keepPace({ step: 900_000, isUnderWay: true });
    expect(await positions.read()).toBeUndefined();
    expect(await positions.save(position, undefined)).toBe(true);

    expect(await positions.pace()).toEqual({ step: 900_000, isUnderWay: true });
    expect(await positions.read()).toEqual(position);
  });

  it('reads a position that an earlier version of the audit has saved', async () => {
    const dynamo = testDynamoDb();
    const table = await createPaymentsTable(dynamo);
    const Item = marshall({ eventId: '#audit', until: '2026-01-01T00:00:00.000Z', left: ['ord_1'] });
    await dynamo.putItem({ TableName: table, Item });

    expect(await dynamoAuditPositions({ dynamo, table }).read()).toMatchObject({ left: ['ord_1'], discrepancies: 0 });
  });
});
