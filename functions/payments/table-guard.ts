import { NothingSent } from '../platform/http-exchange.ts';

/** The gateway's key as it is now: it may be rotated while the function runs. */
export interface GatewayKey {
  /** @throws GatewayKeyUnavailable, and within a few seconds. */
  current(): Promise<string>;
  /** The gateway has refused this key: the next request asks for it anew. */
  refused(key: string): Promise<void>;
}

/** What a key opens. The id is not known where a restricted key may not read it. */
export interface GatewayAccount {
  readonly id: string | undefined;
  readonly mode: 'live' | 'test';
}

/** Without the right key no request is sent. An operator must act. */
export class GatewayKeyUnavailable extends NothingSent {
  override readonly name = 'GatewayKeyUnavailable';
}

/** One word, and not JSON. What can't be sent as a header is quoted whole, key and all, by the error that says so. */
export const isGatewayKey = (text: string) => /^[\x21-\x7e]+$/.test(text) && !text.startsWith('{');

/** A key that stays as it is. */
export const fixedKey = (key: string): GatewayKey => ({
  async current() {
    if (isGatewayKey(key)) return key;
    throw new GatewayKeyUnavailable("The gateway's key is not one word of printable characters.");
  },
  refused: async () => undefined,
});

/** What the PaymentDedup table keeps about itself, beside the payments. */
export interface TableNote {
  /** The table that the note was written into, or that the last rebuild made whole. */
  readonly tableId: string;
  /** Where at the gateway the payments are made; none before the first one. */
  readonly gatewayAccount?: string | undefined;
  readonly gatewayMode?: string | undefined;
}

export interface TableNotes {
  /** The table itself, as AWS names it. A restored table has another id than the one that its rows come from. */
  table(): Promise<{ readonly tableId: string; readonly isRestored: boolean }>;
  read(): Promise<TableNote | undefined>;
  /** Writes what the note lacks, and nothing else; answers the note that counts. */
  complete(note: TableNote): Promise<TableNote>;
}

/** Payments that were made after the point of the restore have no row here: charged again, they would be charged twice. */
export class TableNotRebuilt extends Error {
  override readonly name = 'TableNotRebuilt';
  constructor() {
    super(
      'This PaymentDedup table was restored and not rebuilt, so no payment is made. Run `npm run ops -- rebuild-dedup`; ' +
        'see docs/data.md.',
    );
  }
}

/** Keeps consumers from a table that is not whole, and from another account than the one that its payments are in. */
export function tableGuard(notes: TableNotes) {
  let whole: Promise<string> | undefined;
  const assertWhole = async () => {
    const { tableId, isRestored } = await notes.table();
    const note = await notes.read();
    if (note === undefined && isRestored) throw new TableNotRebuilt();
    const { tableId: noted } = note ?? (await notes.complete({ tableId }));
    if (noted !== tableId) throw new TableNotRebuilt();
    return tableId;
  };
  const rebuiltTable = () => {
    whole ??= assertWhole().catch((error: unknown) => {
      whole = undefined;
      throw error;
    });
    return whole;
  };
  return {
    /** @throws TableNotRebuilt. Asks once, until the answer is yes. */
    async assertRebuilt(): Promise<void> {
      await rebuiltTable();
    },
    /** The first account that is seen counts for ever. @throws TableNotRebuilt; GatewayKeyUnavailable where the key is another account's. */
    async assertAccount(account: GatewayAccount): Promise<void> {
      const tableId = await rebuiltTable();
      assertSame(account, await notes.complete({ tableId, gatewayAccount: account.id, gatewayMode: account.mode }));
    },
    /** As `assertAccount`, for whoever may not be the first to name an account. @throws GatewayKeyUnavailable, too, where none is noted. */
    async assertKnownAccount(account: GatewayAccount): Promise<void> {
      assertSame(account, await notes.read());
    },
    /** For whoever only reads: where no account is noted there is no payment that could be missed. @throws GatewayKeyUnavailable. */
    async assertNoOtherAccount(account: GatewayAccount): Promise<void> {
      const noted = await notes.read();
      if (noted?.gatewayMode !== undefined) assertSame(account, noted);
    },
  };
}

function assertSame({ id, mode }: GatewayAccount, noted: TableNote | undefined) {
  if (noted?.gatewayMode === undefined)
    throw new GatewayKeyUnavailable('This stage has made no payment yet, so its account at the gateway is not known.');
  if (noted.gatewayMode === mode && (id === undefined || noted.gatewayAccount === id)) return;
  throw new GatewayKeyUnavailable(
    `The gateway's key is of ${id ?? 'an account'} in ${mode} mode, but this stage's payments are in ` +
      `${noted.gatewayAccount ?? 'an account'} in ${noted.gatewayMode} mode. Use a key of that account and mode.`,
  );
}
