import { describe, expect, it } from 'vitest';
import type { GuardedProcess, ProcessExit } from '../../../local/guarded-process.ts';
import { supervise } from '../../../local/servers.ts';

describe('a server that ends', () => {
  it('is started again until it runs, with growing pauses, each of them told', async () => {
    const { server, pauses, messages, end } = await supervised({ failures: 6 });

    end();
    await expect.poll(server.pid).toBe(2);

    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    expect(messages).toEqual([
      'Kafka ended (1); it is started again',
      "Kafka can't be started; the next try is in 2 s. No space left on device",
      ...[4, 8, 15, 15, 15].map((s) => `Kafka can't be started; the next try is in ${s} s. No space left on device`),
      'Kafka runs again',
    ]);
  });

  it('stays as it is when it was stopped', async () => {
    const { server, messages } = await supervised({ failures: 0 });

    await server.stop();

    expect(messages).toEqual([]);
  });
});

async function supervised({ failures }: { readonly failures: number }) {
  const [pauses, messages]: [number[], string[]] = [[], []];
  let left = 0;
  let pid = 0;
  let exit = Promise.withResolvers<ProcessExit>();
  const start = async (): Promise<GuardedProcess> => {
    if (left-- > 0) throw new Error('No space left on device');
    exit = Promise.withResolvers<ProcessExit>();
    const { promise: exited, resolve } = exit;
    return {
      pid: ++pid,
      exited,
      async stop() {
        resolve({ code: 0, signal: null });
        return exited;
      },
    };
  };
  const server = await supervise({
    name: 'Kafka',
    start,
    log: (message) => messages.push(message),
    pause: async (milliseconds) => pauses.push(milliseconds),
  });
  left = failures;
  return { server, pauses, messages, end: () => exit.resolve({ code: 1, signal: null }) };
}
