import { describe, expect, it } from 'vitest';
import { dynamoAuditPositions } from '../../operations/audit/dynamo-audit-position.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

describe('how far the books are audited, in DynamoDB', () => {
  it('is kept, and saved by one of several audits at once', async () => {
    const dynamo = testDynamoDb();
    const positions = dynamoAuditPositions({ dynamo, table: await createPaymentsTable(dynamo) });
    const first = { until: '2026-01-01T00:00:00.000Z', left: ['ord_1'] };
    const second = { until: '2026-01-02T00:00:00.000Z', left: [] };
    const third = { until: '2026-01-03T00:00:00.000Z', left: [] };

    expect(await positions.read()).toBeUndefined();
    expect(await positions.save(first, undefined)).toBe(true);
    expect(await positions.read()).toEqual(first);

    expect(await positions.save(second, undefined)).toBe(false);
    expect(await positions.save(second, first)).toBe(true);
    expect(await positions.save(third, first)).toBe(false);
    expect(await positions.read()).toEqual(second);
  });
});
