import { describe, expect, it } from 'vitest';
import {
  fixedKey,
  GatewayKeyUnavailable,
  type TableNote,
  TableNotRebuilt,
  tableGuard,
} from '../../../functions/payments/table-guard.ts';
import { NothingSent } from '../../../functions/platform/http-exchange.ts';

/** The guard of a table that keeps this note; what would be noted is kept apart. */
function guardOf(note?: TableNote, { isRestored = false } = {}) {
  const written: TableNote[] = [];
  const guard = tableGuard({
    table: async () => ({ tableId: 'table-1', isRestored }),
    read: async () => note,
    async complete(more) {
      written.push(more);
      return { ...more, ...note };
    },
  });
  return { ...guard, written };
}

const live = { tableId: 'table-1', gatewayAccount: 'acct_1', gatewayMode: 'live' };

describe('use a key that stays as it is', () => {
  it('takes one word of printable characters', async () => {
    expect(await fixedKey('sk_test_planted').current()).toBe('sk_test_planted');
  });

  it.each(['', 'sk_test_planted\n', ' sk_test_planted', 'sk_test planted', 'ключ', '{"key":"sk_test_planted"}'])(
    'refuses %j, and does not quote it',
    async (key) => {
      const failure = await fixedKey(key)
        .current()
        .catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(GatewayKeyUnavailable);
      expect(String(failure)).toBe("GatewayKeyUnavailable: The gateway's key is not one word of printable characters.");
    },
  );
});

describe('guard a table against another account than the one of its payments', () => {
  it('lets the known account pass, and notes nothing', async () => {
    const { assertKnownAccount, written } = guardOf(live);

    await expect(assertKnownAccount({ id: 'acct_1', mode: 'live' })).resolves.toBeUndefined();
    await expect(assertKnownAccount({ id: undefined, mode: 'live' })).resolves.toBeUndefined();
    expect(written).toEqual([]);
  });

  it.each<[string, TableNote | undefined]>([
    ['no note', undefined],
    ['a note of its table alone', { tableId: 'table-1' }],
  ])('refuses whoever may not be the first to name an account where there is %s', async (_situation, note) => {
    const { assertKnownAccount, written } = guardOf(note);

    const failure = await assertKnownAccount({ id: 'acct_1', mode: 'live' }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(GatewayKeyUnavailable);
    expect(String(failure)).toContain('has made no payment yet');
    expect(written).toEqual([]);
  });

  it('says of which account and mode the key and the payments are, also where an account is not known', async () => {
    const known = guardOf(live);
    const unknown = guardOf({ tableId: 'table-1', gatewayMode: 'live' });

    await expect(known.assertKnownAccount({ id: undefined, mode: 'test' })).rejects.toThrow(
      "is of an account in test mode, but this stage's payments are in acct_1 in live mode",
    );
    await expect(unknown.assertKnownAccount({ id: 'acct_2', mode: 'test' })).rejects.toThrow(
      "is of acct_2 in test mode, but this stage's payments are in an account in live mode",
    );
  });
});

describe('guard a table that was restored', () => {
  it('makes no payment before the rebuild, and names the command for it', async () => {
    const { assertAccount, written } = guardOf(undefined, { isRestored: true });

    const failure = await assertAccount({ id: 'acct_1', mode: 'live' }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(TableNotRebuilt);
    expect(String(failure)).toMatch(/^TableNotRebuilt: .*`npm run ops -- rebuild-dedup`; see docs\/data\.md\.$/);
    expect(written).toEqual([]);
  });

  it('lets payments be made once it is rebuilt, which its note says', async () => {
    await expect(guardOf(live, { isRestored: true }).assertRebuilt()).resolves.toBeUndefined();
  });
});

describe('name a request that was not sent', () => {
  it('prints as what it is', () => {
    expect(String(new NothingSent('no connection'))).toBe('NothingSent: no connection');
  });
});
