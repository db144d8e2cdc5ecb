import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

interface WantedPort {
  readonly port: number;
  /** The environment variable that chooses another one. */
  readonly variable: string;
}

/** A port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
  return portThatWasFree(0);
}

/** Throws, naming the port and its environment variable, when somebody listens on the port already. */
export async function assertPortFree({ port, variable }: WantedPort): Promise<void> {
  try {
    await portThatWasFree(port);
  } catch (error) {
    throw new Error(`Port ${port} is in use. Set ${variable} to a free one, e.g. ${variable}=${await freePort()}`, {
      cause: error,
    });
  }
}

async function portThatWasFree(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const taken = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return taken.port;
}
