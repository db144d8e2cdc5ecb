import { subscribe } from 'node:diagnostics_channel';
import type { Sample, Subject, Task } from './figure.ts';

/** Each is made by a module that reads its environment while it is loaded, as a function's handler does. */
const SUBJECTS = {
  'order-api': async () => (await import('../subjects/order-api-subject.ts')).orderApiSubject(),
  'transactional-outbox': async () => (await import('../peers/transactional-outbox.ts')).transactionalOutboxSubject(),
  'payment-processor': async () => (await import('../subjects/payment-processor-subject.ts')).paymentProcessorSubject(),
  'redelivered-payments': async () =>
    (await import('../subjects/payment-processor-subject.ts')).redeliveredPaymentsSubject(),
  'powertools-in-sequence': async () => (await import('../peers/powertools.ts')).powertoolsInSequence(),
  'powertools-batch': async () => (await import('../peers/powertools.ts')).powertoolsBatch(),
  'outbox-publisher': async () => (await import('../subjects/outbox-publisher-subject.ts')).outboxPublisherSubject(),
  'raw-kafkajs': async () => (await import('../peers/raw-kafkajs.ts')).rawKafkajs(),
  receipts: async () => (await import('../subjects/outbox-publisher-subject.ts')).receiptsSubject(),
  'update-each': async () => (await import('../peers/update-each.ts')).updateEach(),
  'outbox-in-memory': async () => (await import('../subjects/outbox-publisher-subject.ts')).outboxInMemorySubject(),
  'table-work': async () => (await import('../subjects/table-work.ts')).tableWorkSubject(),
} satisfies Readonly<Record<string, () => Promise<Subject>>>;
export type SubjectName = keyof typeof SUBJECTS;

const isSubject = (name: string): name is SubjectName => Object.hasOwn(SUBJECTS, name);

const [name = ''] = process.argv.slice(2);
if (!isSubject(name)) throw new Error(`There is no subject "${name}".`);
const subject: Subject = await SUBJECTS[name]();

let requests = 0;
const dynamoDb = new URL(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? 'http://none.invalid').host;
subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: { getHeader(header: string): unknown } };
  if (request.getHeader('host') === dynamoDb) requests += 1;
});

process.on('disconnect', () => process.exit());
process.on('message', (task: Task) => {
  void measure(task).then(
    (sample) => process.send?.({ sample }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.send?.({ ready: true });

async function measure(task: Task): Promise<Sample> {
  await subject.prepare?.(task);
  // What was left by earlier runs is not paid by this one.
  globalThis.gc?.();
  const requestsBefore = requests;
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  const units = await subject.run(task);
  const wall = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    wall: wall / units,
    cpu: (user + system) / 1_000 / units,
    requests: (requests - requestsBefore) / units,
    ...subject.measured?.(),
  };
}
