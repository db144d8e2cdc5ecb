import type { Supervised } from '../servers.ts';
import type { Fault } from './fault-switches.ts';

/** What happens to the broker. */
export const brokerFaults = (kafka: Pick<Supervised, 'kill' | 'hold' | 'pause'>): readonly Fault[] => [
  {
    id: 'kill-broker',
    title: 'Broker killed',
    does: 'Kills the Kafka broker with SIGKILL and keeps it down until the end.',
    watch: 'Orders are accepted all the same; they are published and paid once the broker is back.',
    seconds: 20,
    begin(_, strike) {
      strike();
      return kafka.hold();
    },
  },
  {
    id: 'pause-broker',
    title: 'Broker paused',
    does: 'Stops the Kafka broker in the middle of its work (SIGSTOP); its connections stay open and nothing answers.',
    watch: 'Requests to the broker run into their timeouts; nothing is lost, and what had no answer may be sent twice.',
    seconds: 20,
    begin(_, strike) {
      strike();
      return kafka.pause();
    },
  },
  {
    id: 'restart-broker',
    title: 'Broker restarted',
    does: 'Kills the Kafka broker once; it is started again at once.',
    watch: 'Publishing waits for a few seconds and goes on by itself.',
    seconds: 5,
    begin(_, strike) {
      strike();
      kafka.kill();
      return () => {};
    },
  },
];
