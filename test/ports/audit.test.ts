import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import type { AuditReport } from '../../functions/auditor/run-audit.ts';
import { auditedStores, closeStores, READS } from './audited-stores.ts';
import type { OrderBook } from './planted-books.ts';
import { another, begun, book, PLANTED, paid, rowOf } from './planted-discrepancies.ts';

const HOUR = 3_600_000;
const span = { from: begun - HOUR, until: begun + HOUR };

const kindsOf = ({ discrepancies }: AuditReport) => discrepancies.map(({ kind, orderId }) => [orderId, kind]);

afterEach(closeStores);

describe.each(READS)('auditing tables, topics and the gateway, rows read: %s', (reads) => {
  it('explains every order to the minor unit', async () => {
    const books = [
      ...Array.from({ length: 10 }, () => book('CAPTURED')),
      book('DECLINED'),
      book('VOID'),
      book('REFUNDED'),
    ];
    const stores = await auditedStores(books, reads);

    const report = await stores.audit({ span, left: [] });

    expect(report).toMatchObject({ orders: 13, discrepancies: [], left: [], ofOtherSpans: 0 });
    expect(report.totals).toEqual({
      EUR: {
        ...{ orders: 13, accepted: 16_250, captured: 13_750, givenBack: 1_250, keptOfOthers: 0, unexplained: 0 },
        byLife: {
          paid: { orders: 10, amount: 12_500 },
          ...{ declined: ONE, cancelled: ONE, refunded: ONE, open: NONE, 'in-review': NONE, discrepant: NONE },
        },
      },
    });
  });

  it('finds what is planted, each once, and nothing else', async () => {
    const right = Array.from({ length: 20 }, () => book('CAPTURED'));
    const stores = await auditedStores([...right, ...PLANTED.map(([, planted]) => planted)], reads);
    const found = PLANTED.filter(([kind]) => reads === 'whole' || kind !== NAMED_BY_NOBODY);

    const report = await stores.audit({ span, left: [] });

    const orderIdsOf = ({ order, placed, payment, intents }: OrderBook) =>
      order?.orderId ?? placed?.orderId ?? payment?.orderId ?? intents[0]?.metadata['orderId'];
    expect(new Set(kindsOf(report).map((pair) => pair.join(' ')))).toEqual(
      new Set(found.map(([kind, planted]) => `${orderIdsOf(planted)} ${kind}`)),
    );
    expect(report.discrepancies).toHaveLength(found.length);
    expect(report.left).toHaveLength(found.length);
  });

  it('tells a row that can not be read, and explains the others', async () => {
    const books = [book('CAPTURED'), book('CAPTURED')];
    const stores = await auditedStores(books, reads);
    const { orderId = '' } = books[0]?.order ?? {};
    await stores.dynamo.send(
      new UpdateItemCommand({
        TableName: stores.orders,
        Key: marshall({ orderId }),
        UpdateExpression: 'SET #status = :odd',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: marshall({ ':odd': 'ODD' }),
      }),
    );

    const report = await stores.audit({ span, left: [] });

    expect(kindsOf(report)).toEqual([[orderId, 'row-unreadable']]);
    expect(report).toMatchObject({ orders: 1, left: [orderId] });
  });

  it('ends between two parts of a table where there is no time for the next', async () => {
    const { sources } = await auditedStores([book('CAPTURED')], reads);
    const over = () => {
      throw new Error('the time is over');
    };

    const visit = { order: () => undefined, payment: () => undefined, nextPage: over };
    await expect(sources.rows.read({ span, since: span.from }, visit)).rejects.toThrow('the time is over');
  });

  it('looks at an order of another time of which something was found, and at what was left', async () => {
    const double = paid((right) => ({ intents: [...right.intents, another(right)] }));
    const old = { ...rowOf(double), placedAt: new Date(begun - 10 * HOUR).toISOString() };
    const left = book('CAPTURED');
    const stores = await auditedStores([{ ...double, order: old, placed: old }, left], reads);

    const later = { from: begun - 1_000, until: begun };
    const report = await stores.audit({ span, left: [] });

    expect(kindsOf(report)).toContainEqual([old.orderId, 'captured-twice']);
    const again = await stores.audit({ span: later, left: [old.orderId, rowOf(left).orderId] });
    expect(kindsOf(again)).toEqual([[old.orderId, 'captured-twice']]);
    expect(again).toMatchObject({ orders: 0, ofOtherSpans: 2, left: [old.orderId] });
  });
});

/** A row of a payment that was never captured, without order and events. */
const NAMED_BY_NOBODY = 'payment-without-order';
const ONE = { orders: 1, amount: 1_250 };
const NONE = { orders: 0, amount: 0 };
