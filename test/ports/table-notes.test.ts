import { describe, expect, it } from 'vitest';
import { dynamoTableNotes } from '../../functions/payments/dynamo-table-notes.ts';
import { type TableNote, type TableNotes, tableGuard } from '../../functions/payments/table-guard.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

const subjects: Readonly<Record<string, () => Promise<TableNotes & { renew(tableId: string): Promise<void> }>>> = {
  'in memory': async () => inMemoryTableNotes(),
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    return dynamoTableNotes({ dynamo, table: await createPaymentsTable(dynamo) });
  },
};

/** What a table keeps about itself, in memory. */
function inMemoryTableNotes({ isRestored = false } = {}) {
  let note: TableNote | undefined;
  return {
    table: async () => ({ tableId: 'table-1', isRestored }),
    read: async () => note,
    async complete(more: TableNote) {
      const known = Object.fromEntries(Object.entries({ ...more, ...note }).filter(([, value]) => value !== undefined));
      note = { tableId: more.tableId, ...known };
      return note;
    },
    async renew(tableId: string) {
      note = { ...note, tableId };
    },
  };
}

const live = { id: 'acct_1', mode: 'live' } as const;

describe.each(Object.entries(subjects))('the note of a PaymentDedup table, %s', (_name, make) => {
  it('is written by the first consumer, and is the table’s own from then on', async () => {
    const notes = await make();
    await tableGuard(notes).assertRebuilt();
    const { tableId } = await notes.table();

    expect(await notes.read()).toEqual({ tableId });
    await expect(tableGuard(notes).assertRebuilt()).resolves.toBeUndefined();
  });

  it('keeps consumers from a table whose rows come from another one, until it is rebuilt', async () => {
    const notes = await make();
    await notes.complete({ tableId: 'the table that was restored' });
    const { assertRebuilt } = tableGuard(notes);

    await expect(assertRebuilt()).rejects.toThrow('npm run ops -- rebuild-dedup');
    await notes.renew((await notes.table()).tableId);
    await expect(assertRebuilt()).resolves.toBeUndefined();
  });

  it('knows the account and mode of the first key, and refuses every other', async () => {
    const notes = await make();
    const { assertAccount } = tableGuard(notes);
    await assertAccount(live);

    await expect(assertAccount(live)).resolves.toBeUndefined();
    await expect(assertAccount({ id: 'acct_2', mode: 'live' })).rejects.toThrow('acct_2 in live mode');
    await expect(assertAccount({ id: 'acct_1', mode: 'test' })).rejects.toThrow('are in acct_1 in live mode');
  });

  it('lets a restricted key pass that is of the same mode, and takes the account from the first that names it', async () => {
    const notes = await make();
    const { assertAccount } = tableGuard(notes);
    await assertAccount({ id: undefined, mode: 'live' });
    await assertAccount(live);

    await expect(assertAccount({ id: undefined, mode: 'live' })).resolves.toBeUndefined();
    await expect(assertAccount({ id: undefined, mode: 'test' })).rejects.toThrow();
    expect(await notes.read()).toMatchObject({ gatewayAccount: 'acct_1', gatewayMode: 'live' });
  });
});

describe('a restored table', () => {
  it('is refused also where it was restored to before its first payment', async () => {
    await expect(tableGuard(inMemoryTableNotes({ isRestored: true })).assertRebuilt()).rejects.toThrow('restored');
  });

  it('is asked once while the answer is yes', async () => {
    const notes = inMemoryTableNotes();
    let reads = 0;
    const { assertRebuilt } = tableGuard({
      ...notes,
      read() {
        reads++;
        return notes.read();
      },
    });
    for (let batch = 0; batch < 3; batch++) await assertRebuilt();

    expect(reads).toBe(1);
  });
});
