import { existsSync } from 'node:fs';
import { EVENTS, type EventName } from '../../functions/contracts/events.ts';
import { quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import { buildersFile, EVENTS_FILE } from './event-skeleton.ts';
import { addToStack } from './function-skeleton.ts';
import { casesOfKey, type Name } from './names.ts';
import { RIGHTS_PAGE, rightsOfConsumer } from './rights-page.ts';
import { insertBefore, type Skeleton } from './skeleton.ts';

interface NewConsumer {
  readonly name: Name;
  /** What its use case is called. */
  readonly action: Name;
  readonly event: EventName;
}

/** A consumer that reads its event and reports it, its line in CONSUMERS, its construct, a test and its rights. */
export function consumerSkeleton(consumer: NewConsumer): Skeleton {
  const { name, action, event } = consumer;
  const { topic } = EVENTS[event];
  const end = '} as const satisfies Readonly<Record<string, { readonly name: string; readonly event: EventName }>>;';
  return {
    created: {
      [`functions/${name.kebab}/handler.ts`]: handlerOf(consumer),
      [`functions/${name.kebab}/${action.kebab}.ts`]: useCaseOf(consumer),
      [`lib/flow/${name.kebab}.ts`]: constructOf(consumer),
      [`test/unit/${name.kebab}/${action.kebab}.test.ts`]: testOf(consumer),
    },
    edited: {
      [EVENTS_FILE]: [insertBefore(end, `  ${name.camel}: { name: '${name.kebab}', event: '${event}' },\n`)],
      ...addToStack(name, 'consuming'),
      [RIGHTS_PAGE]: rightsOfConsumer({
        name: name.kebab,
        pascal: name.pascal,
        topic,
        quarantineTopic: quarantineTopic(topic, name.kebab),
      }),
    },
  };
}

const handlerOf = ({
  name,
  action,
}: NewConsumer) => `import { consumerHandler, reportOutcome } from '../platform/consumer-handler.ts';
import { ${action.camel} } from './${action.kebab}.ts';

export const handler = consumerHandler({
  process: ${action.camel}({ report: reportOutcome('${name.kebab}', { received: undefined }) }),
});
`;

function useCaseOf({ action, event }: NewConsumer) {
  const { kebab, pascal, constant } = casesOfKey(event);
  return `import { ${constant}, type ${pascal} } from '../contracts/${kebab}.ts';
import { type DecodedEvent, readEvent } from '../platform/decode-event.ts';
import type { KafkaRecord } from '../platform/kafka-record.ts';

interface ${action.pascal}Deps {
  readonly report: (event: DecodedEvent<${pascal}>, outcome: 'received') => void;
}

/** Reports an event as received; rejects with PoisonRecordError when the record can't be read. */
export function ${action.camel}({ report }: ${action.pascal}Deps) {
  return async (record: KafkaRecord): Promise<void> => {
    const event = readEvent(record, ${constant});
    report(event, 'received');
  };
}
`;
}

const constructOf = ({ name, event }: NewConsumer) => `import { Construct } from 'constructs';
import { FlowConsumer, type FlowConsuming } from './flow-consumer.ts';

/** Reads ${casesOfKey(event).pascal}; its code is in functions/${name.kebab}. */
export class ${name.pascal} extends Construct {
  constructor(scope: Construct, id: string, consuming: FlowConsuming) {
    super(scope, id);
    new FlowConsumer(this, 'Function', {
      ...consuming,
      consumer: '${name.camel}',
      impact: 'Orders wait for what the ${name.kebab} does for them.',
      environment: {},
      equip() {
        // Its code calls nothing: each right that it needs is one call of \`allow\`.
      },
    });
  }
}
`;

/** A sample of each event: an expression, and what it imports. */
const SAMPLES: Readonly<Partial<Record<string, { readonly imported: string; readonly expression: string }>>> = {
  orderPlaced: {
    imported: "import { aKafkaRecord, anOrderEvent } from '../../doubles/record-builders.ts';",
    expression: 'anOrderEvent()',
  },
  orderCancelled: {
    imported: "import { aCancellationEntry, aKafkaRecord } from '../../doubles/record-builders.ts';",
    expression: 'aCancellationEntry().event',
  },
  paymentDecided: {
    imported: `import { paymentDecidedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';`,
    expression:
      "paymentDecidedEvent('')(aPaymentRow({ state: 'CAPTURED', gatewayReference: 'pi_1', decidedAt: '2026-01-01T12:00:01.000Z' }))",
  },
};

/** @throws where the tests have no sample of the event */
function sampleOf(event: EventName) {
  const known = SAMPLES[event];
  if (known !== undefined) return known;
  const name = casesOfKey(event);
  const file = buildersFile(name);
  const builder = `a${name.pascal}Event`;
  if (!existsSync(file)) throw new Error(`The consumer's test needs ${file}, which exports ${builder}(): a sample.`);
  return {
    imported: `import { ${builder} } from '../../doubles/${name.kebab}-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';`,
    expression: `${builder}()`,
  };
}

function testOf({ name, action, event }: NewConsumer) {
  const { imported, expression } = sampleOf(event);
  return `import { describe, expect, it } from 'vitest';
import { ${action.camel} } from '../../../functions/${name.kebab}/${action.kebab}.ts';
${imported}

const event = ${expression};

function aConsumer() {
  const reported: unknown[] = [];
  const process = ${action.camel}({ report: ({ id }, outcome) => reported.push({ id, outcome }) });
  return { process, reported };
}

describe('process a record of the ${name.kebab}', () => {
  it('reports the event', async () => {
    const { process, reported } = aConsumer();

    await process(aKafkaRecord({}, event));

    expect(reported).toEqual([{ id: event.id, outcome: 'received' }]);
  });

  it('rejects a record that it can not read, which is quarantined then', async () => {
    const { process, reported } = aConsumer();

    await expect(process(aKafkaRecord({ value: Buffer.from('{') }, event))).rejects.toThrow();
    expect(reported).toEqual([]);
  });
});
`;
}
