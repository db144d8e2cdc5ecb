import { connect, type Socket } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { inject } from 'vitest';
import { freePort } from '../../local/free-port.ts';

/** A client of the run's Kafka broker, and its network: while that is broken, nothing is connected or can be. */
export async function kafkaOverBreakableNetwork() {
  const sockets = new Set<Socket>();
  const closedPort = await freePort();
  let broken = false;
  const kafka = new Kafka({
    brokers: [inject('kafkaBrokers')],
    retry: { retries: 1, initialRetryTime: 20, maxRetryTime: 20 },
    logLevel: logLevel.NOTHING,
    socketFactory: ({ host, port, onConnect }) => {
      const socket = connect({ host, port: broken ? closedPort : port }, onConnect);
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
    heal() {
      broken = false;
    },
    connections: () => sockets.size,
  };
}
