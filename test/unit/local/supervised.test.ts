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

describe('a server that is held down', () => {
  it('is killed at once, and started again only when it is let go', async () => {
    const { server, pauses } = await supervised({ failures: 0 });

    const letGo = server.hold();
    await expect.poll(server.state).toBe('down');
    await expect.poll(() => pauses.length).toBe(1);
    expect(server.pid()).toBe(1);
    letGo();

    await expect.poll(server.state).toBe('up');
    expect(server.pid()).toBe(2);
  });

  it('is not started again when all ends', async () => {
    const { server, messages } = await supervised({ failures: 0 });

    server.hold();
    await expect.poll(server.state).toBe('down');
    await server.stop();

    expect(server.pid()).toBe(1);
    expect(messages).toEqual(['Kafka ended (SIGKILL); it is started again']);
  });
});

describe('a server that is paused', () => {
  it('is stopped, and goes on when it is let go', async () => {
    const { server, signals } = await supervised({ failures: 0 });

    const letGo = server.pause();
    expect(server.state()).toBe('paused');
    letGo();

    expect(server.state()).toBe('up');
    expect(signals).toEqual(['SIGSTOP', 'SIGCONT']);
  });

  it('is not taken for running where it was killed in the meantime', async () => {
    const { server, end } = await supervised({ failures: 60 });

    const letGo = server.pause();
    end();
    await expect.poll(server.state).toBe('down');
    letGo();

    expect(server.state()).toBe('down');
  });
});

async function supervised({ failures }: { readonly failures: number }) {
  const [pauses, messages, signals]: [number[], string[], string[]] = [[], [], []];
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
      signal(signal) {
        signals.push(signal);
        if (signal === 'SIGKILL') resolve({ code: null, signal });
      },
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
  return { server, pauses, messages, signals, end: () => exit.resolve({ code: 1, signal: null }) };
}
