import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Kafka's number for a Produce request; it stands behind the request's length. */
const PRODUCE = 0;
const LENGTH_BYTES = 4;

interface Loss {
  readonly of: 'request' | 'answer';
  /** How many sends still pass. */
  readonly after: number;
}

/** A relay to a broker. A send of which the request or the answer is lost breaks its connection; other requests pass. */
export async function startLossyRelay(broker: string) {
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
