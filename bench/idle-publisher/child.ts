import { setTimeout as delay } from 'node:timers/promises';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

// Sends once to each partition, then idles, and prints the CPU time that the idling took, in milliseconds.
const [brokers = '', topic = '', variant, seconds] = process.argv.slice(2);
const original = RequestQueue.prototype.scheduleCheckPendingRequests;
const { kafkaClient } = await import('../../functions/platform/kafka-client.ts');
const { kafkaProducer } = await import('../../functions/platform/kafka-producer.ts');
if (variant === 'uncured') RequestQueue.prototype.scheduleCheckPendingRequests = original;

const kafka = kafkaClient({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'none' });
const send = kafkaProducer({ kafka, deadline: 10_000 });
if (variant !== 'unconnected')
  for (const partition of [0, 1, 2])
    await send({ topic, partition, messages: [{ key: 'k', value: 'v', headers: {} }] });

// What was compiled and collected by the way is no idling.
await delay(2_000);
const before = process.cpuUsage();
await delay(Number(seconds) * 1_000);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1_000);
process.exit();
