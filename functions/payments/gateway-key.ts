/** The gateway's key as it is now: it may be rotated while the function runs. */
export interface GatewayKey {
  /** Throws a GatewayKeyUnavailable, and within a few seconds. */
  current(): Promise<string>;
  /** The gateway has refused this key: the next request asks for it anew. */
  refused(key: string): Promise<void>;
}

/** What a key opens. The id is not known where a restricted key may not read it. */
export interface GatewayAccount {
  readonly id: string | undefined;
  readonly mode: 'live' | 'test';
}

/** A request that was not sent, so nothing was done. */
export class NothingSent extends Error {
  override readonly name: string = 'NothingSent';
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
