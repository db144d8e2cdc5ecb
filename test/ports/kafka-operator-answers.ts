import type { OperatorRequest } from '../../functions/contracts/operator-request.ts';
import { resetOffsets } from '../../functions/kafka-operator/consumer-groups.ts';
import { kafkaConsumerGroup, partitionLeaders, withCluster } from '../../functions/kafka-operator/kafka-cluster.ts';
import { kafkaRecordLog } from '../../functions/kafka-operator/kafka-record-log.ts';
import { describeTopic, readRecord, readRecords } from '../../functions/kafka-operator/record-log.ts';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { testKafkaEnv } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';

/** As kafka-operator answers, of the run's broker. */
export const answerAsOperator = (request: OperatorRequest): Promise<object> =>
  withCluster(kafkaClient(testKafkaEnv()), async (cluster) => {
    const reading = { log: kafkaRecordLog(cluster), groups: kafkaConsumerGroup(cluster), mayGoOn: () => true };
    switch (request.action) {
      case 'read-record':
        return readRecord(reading)(request);
      case 'read-records':
        return readRecords(reading)(request);
      case 'reset-offsets':
        return resetOffsets(reading)(request);
      case 'describe-topic':
        return describeTopic({ ...reading, leadersOf: partitionLeaders(cluster) })(request);
      default:
        throw new Error(`An audit does not ask for ${request.action}.`);
    }
  });

/** A broker that has just started loads what its groups have committed before it answers for them. */
export const untilGroupsAnswer = (group: string, topic: string) =>
  waitFor(
    () => withCluster(kafkaClient(testKafkaEnv()), (cluster) => kafkaConsumerGroup(cluster).committed(group, topic)),
    {
      within: 20_000,
      what: 'the coordinator of the group',
    },
  );
