import type { AwsStage } from '../stages.ts';

/** An environment's producer, and the client by which it reads partitions or offsets. */
const CONNECTIONS_PER_ENVIRONMENT = 2;

/** Amazon MSK's quota on new connections by IAM, for each broker. Whoever names an existing cluster knows its brokers. */
const connectionsPerSecond = ({ cluster }: AwsStage) =>
  cluster.kind === 'brokers' && cluster.instanceType.startsWith('kafka.t3.') ? 4 : 100;

/**
 * Refuses a stage whose functions could meet the brokers' limit if all their environments started in one second. It is far
 * below the limit on open connections, 3,000. A stage without reservations is not judged: a new account runs ten
 * environments at once, and beyond a small broker's four a second a connection waits for another try.
 */
export function assertConnectionsFit(stage: AwsStage) {
  const { name, concurrency } = stage;
  if (concurrency === undefined) return;
  const { publisher, quarantine, kafkaOperator } = concurrency;
  const environments = 2 * publisher + quarantine + kafkaOperator;
  const connections = CONNECTIONS_PER_ENVIRONMENT * environments;
  const most = connectionsPerSecond(stage);
  if (connections <= most) return;
  throw new Error(
    `Stage ${name} could open ${connections} connections to each broker in one second: 2 publishers × ${publisher} + ` +
      `quarantine ${quarantine} + kafka-operator ${kafkaOperator} = ${environments} environments with ` +
      `${CONNECTIONS_PER_ENVIRONMENT} connections each. Amazon MSK takes ${most} a second: ` +
      'lower the concurrency in lib/stages.ts, or take larger brokers.',
  );
}
