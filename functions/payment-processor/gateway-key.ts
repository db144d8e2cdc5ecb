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

/** A key that stays as it is. */
export const fixedKey = (key: string): GatewayKey => ({ current: async () => key, refused: async () => undefined });
