import { describe, expect, it } from 'vitest';
import { clusterServer } from '../../../../proof/nemesis/cluster-server.ts';

/** A cluster that notes what was asked of it; each answer takes a turn of the event loop. */
function aCluster() {
  const asked: string[] = [];
  const ask = (what: string) => async (id: number) => {
    await Promise.resolve();
    asked.push(`${what} ${id}`);
  };
  const signal = (id: number, name: string) => void asked.push(`${name} ${id}`);
  return { asked, cluster: { kill: ask('kill'), start: ask('start'), signal } };
}

describe('three brokers as one server', () => {
  it('kills the chosen broker, and starts it again only when it is let go', async () => {
    const { asked, cluster } = aCluster();
    const server = clusterServer(cluster);

    server.choose(4);
    const release = server.hold();
    await server.repaired();
    expect([asked, server.state(), server.hits()]).toEqual([['kill 2'], 'down', 1]);
    release();
    await server.repaired();

    expect([asked, server.state()]).toEqual([['kill 2', 'start 2'], 'up']);
  });

  it('lets go on the broker that it stopped, whichever was chosen meanwhile', () => {
    const { asked, cluster } = aCluster();
    const server = clusterServer(cluster);

    server.choose(2);
    const goOn = server.pause();
    expect(server.state()).toBe('paused');
    server.choose(0);
    goOn();

    expect([asked, server.state(), server.hits()]).toEqual([['SIGSTOP 3', 'SIGCONT 3'], 'up', 1]);
  });

  it('says where a broker can not be started again', async () => {
    const { cluster } = aCluster();
    const server = clusterServer({ ...cluster, start: () => Promise.reject(new Error('its port is taken')) });

    server.hold()();

    await expect(server.repaired()).rejects.toThrow('its port is taken');
  });
});
