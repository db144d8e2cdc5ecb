import type { Supervised } from '../../local/servers.ts';
import type { NodeId } from '../../test/harness/broker-cluster.ts';

const NODE_IDS: readonly NodeId[] = [1, 2, 3];

/** Of a cluster what happens to its brokers. */
interface Brokers {
  readonly kill: (id: NodeId) => Promise<unknown>;
  readonly start: (id: NodeId) => Promise<unknown>;
  readonly signal: (id: NodeId, signal: 'SIGSTOP' | 'SIGCONT') => unknown;
}

/** Three brokers as the one server that the local faults know: what happens to it happens to one of them. */
export interface ClusterServer extends Supervised {
  /** The broker that the next fault hits. */
  choose(choice: number): NodeId;
  /** Resolves when a broker that was killed runs again. @throws where it can't be started. */
  repaired(): Promise<void>;
  /** How often a broker was killed or paused. */
  readonly hits: () => number;
}

export function clusterServer(cluster: Brokers): ClusterServer {
  let chosen: NodeId = 1;
  let state: ReturnType<Supervised['state']> = 'up';
  let hits = 0;
  /** A kill and a start of one broker never meet. */
  let repair: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<unknown>) => {
    repair = repair.then(work).then(() => undefined);
    // Whoever waits for the repair is notified.
    repair.catch(() => undefined);
  };
  const hold = () => {
    const id = chosen;
    hits += 1;
    state = 'down';
    inTurn(() => cluster.kill(id));
    return () => {
      inTurn(() => cluster.start(id));
      inTurn(async () => {
        state = 'up';
      });
    };
  };
  return {
    pid: () => process.pid,
    state: () => state,
    kill: () => hold()(),
    hold,
    pause() {
      const id = chosen;
      hits += 1;
      state = 'paused';
      cluster.signal(id, 'SIGSTOP');
      return () => {
        cluster.signal(id, 'SIGCONT');
        state = 'up';
      };
    },
    stop: () => repair,
    choose(choice) {
      chosen = NODE_IDS[choice % NODE_IDS.length] ?? 1;
      return chosen;
    },
    repaired: () => repair,
    hits: () => hits,
  };
}
