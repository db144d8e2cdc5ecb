import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { inject } from 'vitest';

/** A client of kafkajs that gives up after a second try. */
export const quickKafkajs = (broker: string) =>
  new Kafka({
    brokers: [broker],
    retry: { retries: 1, initialRetryTime: 20, maxRetryTime: 20 },
    logLevel: logLevel.NOTHING,
  });

/** A client of kafkajs over such a network. */
export const kafkaOverBreakableNetwork = () => overBreakableNetwork(quickKafkajs);

/**
 * A client of the run's Kafka broker, and its network: while that is broken, nothing is connected or can be; while it
 * loses the answers to sends, the broker stores what is sent and the sender never learns it.
 */
export async function overBreakableNetwork<Client>(clientOf: (broker: string) => Client) {
  const { port, ...network } = await startLossyRelay(inject('kafkaBrokers'));
  return { kafka: clientOf(`127.0.0.1:${port}`), ...network };
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
  const sockets = new Set<Socket>();
  const losses = plannedLosses();
  let broken = false;
  const relay = createServer((client) => {
    if (broken) {
      client.destroy();
      return;
    }
    sockets.add(client);
    relayLossily({ client, broker, port: portOf(relay), lossOf: losses.of });
  });
  relay.listen(0, '127.0.0.1').unref();
  await once(relay, 'listening');
  return {
    port: portOf(relay),
    lose: losses.plan,
    breakDown() {
      broken = true;
      for (const socket of sockets) socket.destroy();
    },
    heal() {
      broken = false;
      losses.end();
    },
    /** All that were ever made. */
    connections: () => sockets.size,
    openConnections: () => [...sockets].filter((socket) => !socket.destroyed && !socket.writableEnded).length,
  };
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

function plannedLosses() {
  let loss: Loss | undefined;
  let sends = 0;
  return {
    plan(of: Loss['of'], { after = 0 } = {}) {
      loss = { of, after };
      sends = 0;
    },
    end() {
      loss = undefined;
    },
    of(request: Buffer) {
      if (loss === undefined || request.readInt16BE(LENGTH_BYTES) !== PRODUCE) return undefined;
      return ++sends > loss.after ? loss.of : undefined;
    },
  };
}

interface RelayedConnection {
  readonly client: Socket;
  readonly broker: string;
  /** The relay's own. */
  readonly port: number;
  readonly lossOf: (request: Buffer) => Loss['of'] | undefined;
}

function relayLossily({ client, broker, port, lossOf }: RelayedConnection) {
  const [host = '', brokerPort] = broker.split(':');
  const upstream = connect({ host, port: Number(brokerPort) });
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
    else client.write(withPort(answer, { host, from: Number(brokerPort), to: port }));
  });
  endTogether(client, upstream);
  endTogether(upstream, client);
}

/** The broker answers its own address, which would lead past the relay: in its answers the host is followed by the port. */
function withPort(answer: Buffer, { host, from, to }: { host: string; from: number; to: number }): Buffer {
  const [address, replacement] = [addressOf(host, from), addressOf(host, to)];
  for (let at = answer.indexOf(address); at >= 0; at = answer.indexOf(address, at + address.length))
    replacement.copy(answer, at);
  return answer;
}

function addressOf(host: string, port: number): Buffer {
  const number = Buffer.alloc(4);
  number.writeInt32BE(port);
  return Buffer.concat([Buffer.from(host), number]);
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
