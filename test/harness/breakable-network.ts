import { connect, type Socket } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { inject } from 'vitest';
import { freePort } from '../../local/ports-and-folders.ts';
import { startLossyRelay } from './lossy-relay.ts';

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
