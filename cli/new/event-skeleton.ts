import type { Name } from './names.ts';
import { RIGHTS_PAGE, rightsOfEvent } from './rights-page.ts';
import { addImport, insertAfterLast, insertBefore, type Skeleton } from './skeleton.ts';

export const EVENTS_FILE = 'functions/contracts/events.ts';
export const UNITS_FILE = 'cli/cost/measured-units.json';

/** Where a test finds a sample of an event that the command has written. */
export const buildersFile = ({ kebab }: Name) => `test/doubles/${kebab}-builders.ts`;

/** A topic's name is for good: `orders` stays as it is, `address` becomes `addresses`. */
function pluralOf(word: string): string {
  if (/[^s]s$/.test(word)) return word;
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return word.replace(/[^aeiou]y$/, (end) => `${end.charAt(0)}ie`).concat('s');
}

/** The names of an event of an order: the first word, in the plural, is the domain, the last says what has happened. */
export function wireNames({ kebab }: Name) {
  const words = kebab.split('-');
  const [subject = ''] = words;
  const domain = pluralOf(subject);
  return {
    domain,
    topic: `${domain}.${kebab}.v1`,
    type: `chargeonce.${words.join('.')}.v1`,
    time: `${words.at(-1)}At`,
  };
}

/** The contract of an event, its line in EVENTS, its size for `npm run cost`, a sample and a test. */
export function eventSkeleton(name: Name): Skeleton {
  const { topic } = wireNames(name);
  const unit = { value: 700, unit: 'bytes an order', source: 'assumption' };
  return {
    created: {
      [`functions/contracts/${name.kebab}.ts`]: contractOf(name),
      [buildersFile(name)]: buildersOf(name),
      [`test/unit/contracts/${name.kebab}.test.ts`]: testOf(name),
    },
    edited: {
      [EVENTS_FILE]: [
        addImport(`import { ${name.constant} } from './${name.kebab}.ts';`),
        insertBefore('} as const;\nexport type EventName', `  ${name.camel}: ${name.constant},\n`),
      ],
      [UNITS_FILE]: [
        insertAfterLast(/^ {4}"[^"\n]+\/record": \{[^}]*\},\n/gm, `${unitsText({ [`${topic}/record`]: unit })},\n`),
      ],
      [RIGHTS_PAGE]: rightsOfEvent(topic),
    },
  };
}

/** Entries as they stand in the list of units, without a comma after the last. */
export const unitsText = (units: Readonly<Record<string, object>>) =>
  JSON.stringify({ units }, null, 2).split('\n').slice(2, -2).join('\n');

const contractOf = (name: Name) => {
  const { domain, topic, type, time } = wireNames(name);
  return `import * as z from 'zod/mini';
import type { EventContract } from './cloud-event.ts';
import { OrderPlaced } from './order-placed.ts';

/** The value of a record on \`${topic}\`. */
export const ${name.pascal} = z.object({
  orderId: OrderPlaced.shape.orderId,
  tenant: OrderPlaced.shape.tenant,
  ${time}: z.iso.datetime().check(z.maxLength(30)),
});
export type ${name.pascal} = z.infer<typeof ${name.pascal}>;

const TYPE = '${type}';
const eventId = (orderId: string, sequence: number) => \`\${orderId}.${name.kebab}.\${sequence}\`;

export const ${name.constant} = {
  topic: '${topic}',
  type: TYPE,
  source: 'urn:chargeonce:${domain}',
  versions: { [TYPE]: ${name.pascal} },
  key: ({ orderId }) => orderId,
  time: ({ ${time} }) => ${time},
  contradiction: ({ id, data: { orderId } }) =>
    id.startsWith(\`\${orderId}.${name.kebab}.\`) ? undefined : 'ce_id is not the id of an event of this order',
  eventId,
} as const satisfies EventContract<${name.pascal}> & { eventId: typeof eventId };
`;
};

const buildersOf = (
  name: Name,
) => `import { type CloudEvent, cloudEvent } from '../../functions/contracts/cloud-event.ts';
import { ${name.constant}, type ${name.pascal} } from '../../functions/contracts/${name.kebab}.ts';
import { orderIdOf, PLACED_AT, TRACEPARENT } from './order-builders.ts';

/** A sample of the event, as a publisher makes it. */
export function a${name.pascal}Event(differing: Partial<${name.pascal}> = {}): CloudEvent {
  const data = { orderId: orderIdOf(1), tenant: 'local', ${wireNames(name).time}: PLACED_AT, ...differing };
  const { topic, eventId } = ${name.constant};
  return cloudEvent(${name.constant}, { id: eventId(data.orderId, 2), topic, traceparent: TRACEPARENT, sequence: 2, data });
}
`;

const testOf = (name: Name) => `import { describe, expect, it } from 'vitest';
import { ${name.constant} } from '../../../functions/contracts/${name.kebab}.ts';
import { readEvent } from '../../../functions/platform/decode-event.ts';
import { a${name.pascal}Event } from '../../doubles/${name.kebab}-builders.ts';
import { orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

describe('read an event of the type ${name.kebab}', () => {
  it('reads what was published', () => {
    const event = a${name.pascal}Event();

    const read = readEvent(aKafkaRecord({}, event), ${name.constant});

    expect(read.id).toBe(event.id);
    expect(read.data).toEqual({ orderId: orderIdOf(1), tenant: 'local', ${wireNames(name).time}: PLACED_AT });
    expect(event.headers.ce_time).toBe(PLACED_AT);
  });

  it('rejects the id of an event of another order', () => {
    const { headers, ...event } = a${name.pascal}Event();
    const contradicting = { ...event, headers: { ...headers, ce_id: ${name.constant}.eventId(orderIdOf(2), 2) } };

    expect(() => readEvent(aKafkaRecord({}, contradicting), ${name.constant})).toThrow('ce_id is not the id');
  });
});
`;
