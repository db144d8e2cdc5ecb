import { functionName, type Invoke } from '../../lambda-local/functions/invocation.ts';
import type { Fault, Strike } from './fault-switches.ts';

/** What happens between an event source and a consumer. */
export function deliveryFaults() {
  let copies = 0;
  let strike: Strike = () => {};
  const faults: readonly Fault[] = [
    {
      ...DUPLICATES,
      begin(value, onStrike) {
        copies = value;
        strike = onStrike;
        return () => {
          copies = 0;
        };
      },
    },
  ];
  /** At the same time, as when a second poller believes that it owns the partition. The first answer counts. */
  const around =
    (invoke: Invoke): Invoke =>
    async (name, event) => {
      const times = CONSUMERS.test(functionName(name)) ? 1 + copies : 1;
      if (times > 1) strike();
      const [answer] = await Promise.all(Array.from({ length: times }, () => invoke(name, event)));
      return answer ?? { kind: 'failed', error: `${name} was not invoked` };
    };
  return { faults, around };
}

const CONSUMERS = /-(payment-processor|status-updater)$/;

const DUPLICATES = {
  id: 'duplicate-deliveries',
  title: 'Duplicate deliveries',
  does: 'Delivers each batch to the payment processor and the status updater several times at once.',
  watch: 'The copies take no effect: each order is charged once.',
  seconds: 30,
  value: { name: 'Copies', unit: 'more each', default: 2, highest: 9 },
};
