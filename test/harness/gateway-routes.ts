import type { ChargeLedger } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { gatewayRoutes } from '../../functions/payment-gateway-simulator/routes.ts';
import { inMemoryChargeLedger } from '../doubles/in-memory-charge-ledger.ts';
import { defaultRouteEvent } from './http-server.ts';

interface Call {
  readonly headers?: Record<string, string>;
  readonly form?: Record<string, string>;
}

/** The simulator's routes over an in-memory ledger; a call is `METHOD /path?query`. */
export function aGateway(ledger: ChargeLedger = inMemoryChargeLedger()) {
  let tokens = 0;
  const route = gatewayRoutes({
    ledger,
    gatewayKey: 'sk_right',
    keyWindowSeconds: 60,
    now: () => new Date(1_700_000_000_000 + tokens),
    newToken: () => `t${++tokens}`,
    wait: () => Promise.resolve(),
  });
  return async (call: string, { headers = {}, form = {} }: Call = {}) => {
    const [method = '', path = '', query = ''] = call.split(/[ ?]/);
    const body = Buffer.from(new URLSearchParams(form).toString()).toString('base64');
    const all = { authorization: 'Bearer sk_right', ...headers };
    const answer = await route(defaultRouteEvent({ method, path, query, headers: all, body }));
    return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(String(answer.body)) };
  };
}
