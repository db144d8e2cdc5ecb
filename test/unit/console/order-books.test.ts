import { describe, expect, it } from 'vitest';
import { type OrderEntry, orderBooks } from '../../../console/server/order-books.ts';
import { encodeRecord } from '../../../functions/platform/kafka-record.ts';
import { anOrderRow, orderIdOf } from '../../doubles/order-builders.ts';
import { aKafkaRecord, anOrderEvent } from '../../doubles/record-builders.ts';

const ORDER = orderIdOf(1);
const receipt = { topic: 't', partition: 0, offset: 0, acknowledgedAt: '2026-01-01T12:00:00.100Z' };
const known = { at: 1, since: null, deadLetters: 0, ledger: true };

const placed = (): OrderEntry => ({ ...anOrderRow(), payment: undefined });
const paid = (): OrderEntry => {
  const { outbox: _, ...row } = anOrderRow({ status: 'PAID', receipt });
  return { ...row, payment: { state: 'CAPTURED', dueAt: undefined } };
};
const recordAt = (offset: number, number = 1) => encodeRecord(aKafkaRecord({ offset }, anOrderEvent(number)));
const charge = (id: string, status = 'succeeded') => ({ id, orderId: ORDER, status, created: 1 });

describe('the books', () => {
  it('balance where the table, the topic and the ledger agree', () => {
    const books = orderBooks();
    books.order(paid());
    books.record(recordAt(0));
    books.charge(charge('pi_1'));
    books.ledgerRead(performance.now() + 1);

    expect(books.totals(known)).toMatchObject({
      ...{ accepted: 1, published: 1, settled: 1, open: 0, paid: 1, captured: 1 },
      ...{ lost: 0, double: 0, copies: 0, suspects: [] },
    });
  });

  it("leave the charge of another system's order out of those that are compared with ours, and count it twice as double", () => {
    const books = orderBooks();
    const foreign = (id: string) => ({ ...charge(id), orderId: 'A-1' });
    books.record({ ...recordAt(0), key: Buffer.from('A-1').toString('base64') });
    books.charge(foreign('pi_1'));

    expect(books.totals(known)).toMatchObject({ accepted: 0, captured: 0, double: 0 });
    books.charge(foreign('pi_2'));
    expect(books.totals(known)).toMatchObject({ double: 1, suspects: ['A-1'] });
    books.charge({ ...charge('pi_3'), orderId: '' });
    expect(books.totals(known)).toMatchObject({ captured: 1 });
  });

  it('show an order under way as open and not published', () => {
    const books = orderBooks();
    books.order(placed());

    expect(books.totals(known)).toMatchObject({ accepted: 1, published: 0, settled: 0, open: 1, lost: 0 });
    expect(books.unsettled()).toEqual([ORDER]);
  });

  it('call an order lost whose receipt names a place that the topic has passed without its event', () => {
    const books = orderBooks();
    books.order(paid());
    books.charge(charge('pi_1'));
    books.record(recordAt(0, 2));

    expect(books.totals(known)).toMatchObject({ lost: 1, suspects: [ORDER] });
  });

  it('wait with that word until the topic is read so far, and before what retention has deleted', () => {
    const books = orderBooks();
    books.order({ ...paid(), receipt: { ...receipt, offset: 7 } });
    books.record(recordAt(5, 2));
    expect(books.totals(known).lost).toBe(0);

    books.order({ ...paid(), receipt: { ...receipt, offset: 2 } });
    expect(books.totals(known).lost).toBe(0);
  });

  it('call a paid order lost that the gateway did not charge, once the ledger was read after its row', () => {
    const books = orderBooks();
    books.order(paid());
    books.record(recordAt(0));
    books.ledgerRead(0);
    expect(books.totals(known).lost).toBe(0);

    books.ledgerRead(performance.now() + 1);
    expect(books.totals(known).lost).toBe(1);
  });

  it('show an order that was charged twice', () => {
    const books = orderBooks();
    books.order(paid());
    books.charge(charge('pi_1'));
    books.charge(charge('pi_1'));
    books.charge(charge('pi_2', 'canceled'));
    expect(books.totals(known)).toMatchObject({ double: 0, captured: 1 });

    books.charge(charge('pi_3'));
    expect(books.totals(known)).toMatchObject({ double: 1, captured: 2, suspects: [ORDER] });
  });

  it('say nothing of charges where the ledger is not read', () => {
    expect(orderBooks().totals({ ...known, ledger: false })).toMatchObject({ double: null, captured: null });
  });

  it('count copies, what is in review and what is parked', () => {
    const books = orderBooks();
    books.order({ ...placed(), payment: { state: 'CHARGING', dueAt: '2026-01-01T13:00:00.000Z' } });
    books.order({ ...placed(), orderId: orderIdOf(2), payment: { state: 'IN_REVIEW', dueAt: undefined } });
    books.record(recordAt(0));
    books.record(recordAt(1));

    expect(books.totals(known)).toMatchObject({ copies: 1, inReview: 1, parked: 1, published: 1 });
  });

  it('ask for the row of an order that only the topic knows, and know what was put back from quarantine', () => {
    const books = orderBooks();
    const from = { name: 'chargeonce.redrive.from', value: Buffer.from('t.dlq-0@7').toString('base64') };
    books.record({ ...recordAt(3), headers: [from] });

    expect(books.unsettled()).toEqual([ORDER]);
    expect([...books.nextOffsets()]).toEqual([[0, 4]]);
    expect(books.wasPutBack('t.dlq-0@7')).toBe(true);
    expect(books.wasPutBack('t.dlq-0@8')).toBe(false);
  });

  it('tell what an order has passed since its row was read last', () => {
    const books = orderBooks();

    expect(books.order(placed())).toEqual(['accept']);
    expect(books.order(placed())).toEqual([]);
    expect(books.order(paid())).toEqual(['publish', 'settle']);
  });
});
