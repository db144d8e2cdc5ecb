import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Kafka's number for a Produce request; it stands behind the request's length. */
const PRODUCE = 0;
const API_KEY_AT = 4;

/** A relay to a broker. While it loses answers, the broker gets every send, and the sender's connection breaks instead. */
export async function startLossyRelay(broker: string) {
  const [host, port] = broker.split(':');
  let losing = false;
  const relay = createServer((client) => {
    const upstream = connect({ host, port: Number(port) });
    let awaitsAnswer = false;
    client.on('data', (request) => {
      awaitsAnswer ||= losing && Buffer.from(request).readInt16BE(API_KEY_AT) === PRODUCE;
      upstream.write(request);
    });
    upstream.on('data', (answer) => {
      if (awaitsAnswer) client.destroy();
      else client.write(answer);
    });
    endTogether(client, upstream);
  });
  relay.listen(0, '127.0.0.1').unref();
  await once(relay, 'listening');
  return {
    port: (relay.address() as AddressInfo).port,
    loseAnswers() {
      losing = true;
    },
    heal() {
      losing = false;
    },
  };
}

function endTogether(one: Socket, other: Socket) {
  for (const [socket, peer] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => peer.destroy());
    socket.on('close', () => peer.destroy());
  }
}
