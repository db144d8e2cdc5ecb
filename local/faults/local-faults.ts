import type { LocalFunctions } from '../local-functions.ts';
import type { Supervised } from '../servers.ts';
import type { Settings } from '../settings.ts';
import { acknowledgementFaults } from './acknowledgement-faults.ts';
import { brokerFaults } from './broker-faults.ts';
import { deliveryFaults } from './delivery-faults.ts';
import { type EndFault, type Fault, faultSwitches } from './fault-switches.ts';
import { gatewayFaults } from './gateway-faults.ts';
import { tableFaults } from './table-faults.ts';

interface LocalFaultsDeps {
  readonly functions: LocalFunctions;
  readonly kafka: Supervised;
  readonly settings: Pick<Settings, 'brokers' | 'dataDir' | 'dynamodb'>;
  readonly log: (message: string) => void;
}

/** The faults that this machine's system can have on purpose, and where they act on it. None costs anything while it is off. */
export function localFaults({ functions, kafka, settings, log }: LocalFaultsDeps) {
  const surround = surroundings(functions);
  const gateway = gatewayFaults({
    killProcessor: () => functions.find('payment-processor').kill(),
    random: Math.random,
  });
  const deliveries = deliveryFaults();
  const tables = tableFaults({
    endpoint: settings.dynamodb.endpoint,
    redirect: (wanted, endpoint) =>
      surround(wanted === 'everybody' ? functions.names.filter(isNotTheGateway) : ['order-publisher'], {
        AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      }),
    killPublisher: () => functions.find('order-publisher').kill(),
    random: Math.random,
  });
  const faults: readonly Fault[] = [
    ...brokerFaults(kafka),
    ...acknowledgementFaults({ settings, surround }),
    ...deliveries.faults,
    ...gateway.faults,
    ...tables.faults,
  ];
  const switches = faultSwitches({ faults, log, now: Date.now, later });
  return {
    switches,
    aroundGateway: gateway.around,
    aroundDeliveries: deliveries.around,
    async stop() {
      await switches.stop();
      await tables.stop();
    },
  };
}

const isNotTheGateway = (name: string) => name !== 'payment-gateway-simulator';

const later = (milliseconds: number, work: () => void) => {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
};

type Variables = Readonly<Record<string, string>>;

const merged = (all: Iterable<Variables>): Variables => Object.fromEntries([...all].flatMap(Object.entries<string>));

/** Functions start anew with more variables, those of all faults that are active, and once more without. */
function surroundings(functions: LocalFunctions) {
  const active = new Map<string, Set<Variables>>(functions.names.map((name) => [name, new Set()]));
  const restart = (name: string) => functions.find(name).surround(merged(active.get(name) ?? []));
  return (names: readonly string[], variables: Variables): EndFault => {
    for (const name of names) {
      active.get(name)?.add(variables);
      restart(name);
    }
    return () => {
      for (const name of names) {
        active.get(name)?.delete(variables);
        restart(name);
      }
    };
  };
}
