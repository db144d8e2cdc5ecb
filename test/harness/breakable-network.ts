import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { inject } from 'vitest';
import { freePort } from '../../local/ports-and-folders.ts';

/**
 * A client of the run's Kafka broker, and its network: while that is broken, nothing is connected or can be; while it
 * loses the answers to sends, the broker stores what is sent and the sender never hears of it.
 */
export async function kafkaOverBreakableNetwork() {
  const sockets = new Set<Socket>();
  const closedPort = await freePort();
  const relay = await startLossyRelay(inject('kafkaBrokers'));
  let broken = false;
  const kafka = new Kafka({
    brokers: [inject('kafkaBrokers')],
    retry: { retries: 1, initialRetryTime: 20, maxRetryTime: 20 },
    logLevel: logLevel.NOTHING,
    socketFactory: ({ host, onConnect }) => {
      const socket = connect({ host, port: broken ? closedPort : relay.port }, onConnect);
      sockets.add(socket);
      return socket;
    },
  });
  return {
    kafka,
    breakDown() {
      broken = true;
      for (const socket of sockets) socket.destroy();
    },
    lose: relay.lose,
    heal() {
      broken = false;
      relay.heal();
    },
    /** All that were ever made. */
    connections: () => sockets.size,
    openConnections: () => [...sockets].filter((socket) => !socket.destroyed && !socket.writableEnded).length,
  };
}

/** Kafka's number for a Produce request; it stands behind the request's length. */
const PRODUCE = 0;
const LENGTH_BYTES = 4;

interface Loss {
  readonly of: 'request' | 'answer';
  /** How many sends still pass. */
  readonly after: number;
}

/** A relay to a broker. A send of which the request or the answer is lost breaks its connection; other requests pass. */
async function startLossyRelay(broker: string) {
  const [host, port] = broker.split(':');
  let loss: Loss | undefined;
  let sends = 0;
  const lossOf = (request: Buffer) => {
    if (loss === undefined || request.readInt16BE(LENGTH_BYTES) !== PRODUCE) return undefined;
    return ++sends > loss.after ? loss.of : undefined;
  };
  const relay = createServer((client) => {
    const upstream = connect({ host, port: Number(port) });
    let lost: Loss['of'] | undefined;
    client.on('data', (chunk) => {
      for (const request of requestsIn(Buffer.from(chunk))) {
        lost ??= lossOf(request);
        if (lost === 'request') client.destroy();
        else upstream.write(request);
      }
    });
    upstream.on('data', (answer) => {
      if (lost === 'answer') client.destroy();
      else client.write(answer);
    });
    endTogether(client, upstream);
    endTogether(upstream, client);
  });
  relay.listen(0, '127.0.0.1').unref();
  await once(relay, 'listening');
  return {
    port: (relay.address() as AddressInfo).port,
    lose(of: Loss['of'], { after = 0 } = {}) {
      loss = { of, after };
      sends = 0;
    },
    heal() {
      loss = undefined;
    },
  };
}

/** Several may come at once; one of a test is small enough to come whole. */
function* requestsIn(chunk: Buffer) {
  for (let at = 0; at < chunk.length; ) {
    const end = at + LENGTH_BYTES + chunk.readInt32BE(at);
    yield chunk.subarray(at, end);
    at = end;
  }
}

function endTogether(one: Socket, other: Socket) {
  one.on('error', () => other.destroy()).on('close', () => other.destroy());
}
