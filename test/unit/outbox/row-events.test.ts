import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { CloudEvent } from '../../../functions/contracts/cloud-event.ts';
import { entriesOf, firstEvent, outboxAttributes, readRowEvents } from '../../../functions/outbox/outbox.ts';

const Invoice = z.extend(z.object({ invoiceId: z.string(), requeues: z.optional(z.int()) }), {
  ...outboxAttributes(['issued', 'paid']),
});

const anEvent = (id: string): CloudEvent => ({
  id,
  topic: 'invoices',
  key: 'inv-1',
  headers: { traceparent: '', ce_time: '2026-01-01T00:00:00.000Z' },
  value: '{}',
});

const read = readRowEvents({
  keyName: 'invoiceId',
  schema: Invoice,
  pending: (row) =>
    entriesOf(row).map(({ sequence, type }) => ({
      sequence,
      build: () => anEvent(`${row.invoiceId}.${type}.${sequence}`),
    })),
});

const aRecord = (row: Readonly<Record<string, unknown>>) => ({
  sequenceNumber: '1',
  keys: { invoiceId: 'inv-1' },
  image: { kind: 'row', row: { invoiceId: 'inv-1', ...row } } as const,
});

const entries = { 10: { type: 'paid' }, 9: { type: 'issued' } };

describe('the rows of any table', () => {
  it('ask for the first event that they were written with', () => {
    const { events, poison } = read(aRecord(firstEvent('issued')));

    expect(poison).toBeUndefined();
    expect(events).toEqual([
      { kind: 'event', rowKey: 'inv-1', sequence: 1, requeues: 0, event: anEvent('inv-1.issued.1') },
    ]);
  });

  it('ask for their events in the order of their numbers, and say how often they were asked for again', () => {
    const { events } = read(aRecord({ version: 3, requeues: 2, outbox: { requeues: 2, entries } }));

    expect(events.map(({ event, sequence, requeues }) => [event.id, sequence, requeues])).toEqual([
      ['inv-1.issued.9', 9, 2],
      ['inv-1.paid.10', 10, 2],
    ]);
  });

  it.each([
    ['have no outbox', { version: 2 }],
    ['are marked', { version: 2, outbox: { requeues: 0, entries }, publishFailure: { reason: 'too large' } }],
  ])('ask for nothing where they %s', (_situation, row) => {
    expect(read(aRecord(row))).toEqual({ events: [] });
  });

  it('are poison with an event that is none of theirs', () => {
    const row = { version: 1, outbox: { requeues: 0, entries: { 1: { type: 'shredded' } } } };

    expect(read(aRecord(row))).toMatchObject({ events: [], poison: { kind: 'poison', rowKey: 'inv-1' } });
  });
});
