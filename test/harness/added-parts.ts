import { existsSync, globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { CONSUMERS, EVENTS } from '../../functions/contracts/events.ts';
import { quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import { capitalized } from '../../lib/brokers/kafka.ts';

/** The project's own parts. The tests list exactly what is made of them; what a team adds follows from where it is added. */
const OWN = {
  events: ['orderPlaced', 'orderCancelled', 'paymentDecided'],
  consumers: ['paymentProcessor', 'paymentCanceller', 'statusUpdater'],
  functions: [
    'order-api',
    'payment-processor',
    'payment-canceller',
    'payment-retrier',
    'gateway-webhook',
    'status-updater',
    'reconciler',
    'auditor',
    'quarantine',
    'kafka-operator',
    'payment-gateway-simulator',
  ],
};

/** A topic, and the id of its resource. */
interface AddedTopic {
  readonly id: string;
  readonly topic: string;
}

interface AddedConsumer {
  /** Its construct's, in the stack. */
  readonly id: string;
  readonly name: string;
  /** What it reads. */
  readonly topic: string;
  readonly quarantine: AddedTopic;
}

const all = Object.entries(CONSUMERS);

/** The consumers that the table has beside the project's own, in its order. */
export const addedConsumers: readonly AddedConsumer[] = all
  .filter(([key]) => !OWN.consumers.includes(key))
  .map(([key, { name, event }]) => {
    const { topic } = EVENTS[event];
    const id = capitalized(key);
    const isFirst = all.find(([, other]) => other.event === event)?.[0] === key;
    const quarantineId = `${capitalized(event)}Quarantine${isFirst ? '' : id}`;
    return { id, name, topic, quarantine: { id: quarantineId, topic: quarantineTopic(topic, name) } };
  });

/** The events that the table has beside the project's own. */
export const addedEvents: readonly AddedTopic[] = Object.entries(EVENTS)
  .filter(([key]) => !OWN.events.includes(key))
  .map(([key, { topic }]) => ({ id: capitalized(key), topic }));

/** The topics of both, by their ids in the template. */
export const addedTopics: readonly AddedTopic[] = [
  ...addedEvents,
  ...addedConsumers.map(({ quarantine }) => quarantine),
];

/** A folder in `functions/` with a handler, and a construct of the same name in `lib/flow/`, are a function of the flow. */
export const addedFunctions = globSync('functions/*/handler.ts')
  .map((file) => basename(dirname(file)))
  .filter((name) => existsSync(`lib/flow/${name}.ts`) && !OWN.functions.includes(name))
  .map((name) => ({ id: name.split('-').map(capitalized).join(''), name }))
  .sort((a, b) => a.name.localeCompare(b.name));

/** Those of them that no topic feeds: a schedule runs each. */
export const addedSchedules = addedFunctions.filter(({ id }) => !addedConsumers.some((consumer) => consumer.id === id));
