import type { Socket } from 'node:net';
import { aPaymentRequest } from '../doubles/payment-gateway-builders.ts';
import { gatewayAt, serveGateway } from './gateway-at.ts';
import { rawResponse } from './raw-server.ts';

/** The payment of each call. */
export const request = aPaymentRequest();

/** What each call answers at a gateway that treats each request like this. */
export async function callsAt(onRequest: (socket: Socket) => void) {
  const { address, requests } = await serveGateway(onRequest);
  const gateway = gatewayAt(`http://${address}`);
  const responses = [
    await gateway.create(request),
    await gateway.confirm('pi_1', request),
    await gateway.retrieve('pi_1', request),
    await gateway.cancel('pi_1', request),
    await gateway.list(request, new Date(0)),
  ];
  return { responses, requests };
}

/** Treats a request with this status and Stripe error. */
export const answering = (status: number, error: object) => (socket: Socket) =>
  socket.end(
    rawResponse(status, JSON.stringify({ error: { type: 'invalid_request_error', message: 'No.', ...error } })),
  );
