import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { freePort } from '../local/ports-and-folders.ts';
import type { LedgerPayment } from '../proof/history/history.ts';
import { ComparedEvent } from './compared-event.ts';

export interface ChargingGateway {
  readonly url: string;
  readonly ledger: readonly LedgerPayment[];
  stop(): void;
}

/** What happens to the first charge of an order, after it has captured. */
export type AfterCharge = (orderId: string) => 'answer' | 'lose-answer';

/** A gateway that charges at once, and answers the same key the same way again, as every gateway documents it. */
export async function startChargingGateway(afterCharge: AfterCharge): Promise<ChargingGateway> {
  const ledger: LedgerPayment[] = [];
  const answered = new Map<string, string>();
  const seen = new Set<string>();
  const charge = async (request: IncomingMessage, response: ServerResponse) => {
    const key = String(request.headers['idempotency-key']);
    const order = z.parse(ComparedEvent, JSON.parse(await text(request)));
    const isFirst = !seen.has(order.orderId);
    seen.add(order.orderId);
    const intentId = answered.get(key) ?? `pi_${ledger.length + 1}`;
    if (!answered.has(key)) ledger.push(entryOf(intentId, order));
    answered.set(key, intentId);
    if (isFirst && afterCharge(order.orderId) === 'lose-answer') request.socket.destroy();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: intentId }));
  };
  const server = createServer((request, response) => {
    charge(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    ledger,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const entryOf = (intentId: string, { amount, ...order }: ComparedEvent): LedgerPayment => ({
  ...{ intentId, ...order, amount, state: 'succeeded', captures: 1, capturedAmount: amount, refunds: 0 },
  ...{ refundedAmount: 0, at: Date.now() },
});
