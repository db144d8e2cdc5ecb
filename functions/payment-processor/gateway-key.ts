/** The gateway's key as it is now: it may be rotated while the function runs. */
export interface GatewayKey {
  /** Throws a GatewayKeyUnavailable, and within a few seconds. */
  current(): Promise<string>;
  /** The gateway has refused this key: the next request asks for it anew. */
  refused(key: string): Promise<void>;
}

/** Without a key no request is sent, so nothing was charged. */
export class GatewayKeyUnavailable extends Error {
  override readonly name = 'GatewayKeyUnavailable';
  readonly code = 'GATEWAY_KEY_UNAVAILABLE';
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
