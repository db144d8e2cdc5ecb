import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

interface ReceivedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A server that does to the socket of each request, once it is there in full, whatever the test wants. */
export async function serveRaw(onRequest: (socket: Socket) => void) {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request) => {
    const body = await text(request);
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    onRequest(request.socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close };
}

/** An HTTP answer as bytes; the server closes the socket after it. */
export const rawResponse = (status: number, body: string, headers: readonly string[] = []) =>
  [
    `HTTP/1.1 ${status} X`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...headers,
    '',
    body,
  ].join('\r\n');

/** Accepts connections and never answers, until it is closed. */
export async function startSilentServer() {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.size,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
