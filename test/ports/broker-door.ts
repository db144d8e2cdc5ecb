import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { inject } from 'vitest';

/** A way to the run's broker, where every client asks for the others; of its connections only so many are answered. */
export async function aDoor({ answered = Infinity } = {}) {
  const [host, port] = inject('kafkaBrokers').split(':');
  let [count, silent] = [0, 0];
  const ends: (() => void)[] = [];
  const heard: Buffer[] = [];
  const server = createServer((client) => {
    ends.push(() => client.destroy());
    client.on('error', () => {});
    if (++count > answered) {
      silent++;
      return;
    }
    const broker = connect({ host, port: Number(port) }).on('error', () => client.destroy());
    ends.push(() => broker.destroy());
    client.on('data', (request) => void heard.push(Buffer.from(request)));
    client.pipe(broker).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    brokers: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    silent: () => silent,
    /** All that clients have said. */
    heard: () => Buffer.concat(heard).toString('latin1'),
    close() {
      server.close();
      for (const end of ends) end();
    },
  };
}
