import { describe, expect, it } from 'vitest';
import { type TableNote, type TableNotes, tableGuard } from '../../../functions/payments/table-guard.ts';

/** Notes that nobody may write. */
const notesWith = (note: TableNote | undefined): TableNotes => ({
  table: async () => ({ tableId: 't', isRestored: false }),
  read: async () => note,
  complete: () => Promise.reject(new Error('written')),
});
const assertNoOther = (note: TableNote | undefined) => tableGuard(notesWith(note)).assertNoOtherAccount;
const assertKnown = (note: TableNote | undefined) => tableGuard(notesWith(note)).assertKnownAccount;

const live = { tableId: 't', gatewayAccount: 'acct_1', gatewayMode: 'live' };

describe("an operator's key", () => {
  it.each([
    ['of the account and mode of the payments', 'acct_1'],
    ['that may not read its account, of the same mode', undefined],
  ])('is used when it is one %s; the note is not written', async (_what, id) => {
    await expect(assertKnown(live)({ id, mode: 'live' })).resolves.toBeUndefined();
  });

  it.each<[string, TableNote | undefined, string]>([
    ['of another account', { ...live, gatewayAccount: 'acct_2' }, "this stage's payments are in acct_2 in live mode"],
    ['of the other mode', { ...live, gatewayMode: 'test' }, "this stage's payments are in acct_1 in test mode"],
    ['before any payment was made', { tableId: 't' }, 'This stage has made no payment yet'],
    ['of a table without a note', undefined, 'This stage has made no payment yet'],
  ])('is refused with the reason when it is one %s', async (_what, note, reason) => {
    await expect(assertKnown(note)({ id: 'acct_1', mode: 'live' })).rejects.toThrow(reason);
  });
});

describe('the key of who only reads', () => {
  it.each<[string, TableNote | undefined]>([
    ['of the account of the payments', live],
    ['before any payment was made', { tableId: 't' }],
    ['of a table without a note', undefined],
  ])('is used when it is one %s; the note is not written', async (_what, note) => {
    await expect(assertNoOther(note)({ id: 'acct_1', mode: 'live' })).resolves.toBeUndefined();
  });

  it.each<[string, TableNote]>([
    ['of another account', { ...live, gatewayAccount: 'acct_2' }],
    ['of the other mode', { ...live, gatewayMode: 'test' }],
  ])('is refused when it is one %s', async (_what, note) => {
    await expect(assertNoOther(note)({ id: 'acct_1', mode: 'live' })).rejects.toThrow("this stage's payments are in");
  });
});
