import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { readRecords } from './read-records.ts';
import { testKafkaEnv } from './topics.ts';

/** All records of a topic of the run's broker, see `readRecords`. */
export const readTopic = (topic: string) => readRecords(kafkaClient(testKafkaEnv()), topic);
