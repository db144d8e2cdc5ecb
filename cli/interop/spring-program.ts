import { join, resolve } from 'node:path';
import { javaEnvironment } from '../../local/kafka-broker.ts';
import { runProgram } from './java-programs.ts';
import { buildWithMaven } from './maven-builds.ts';

const SPRING = resolve(import.meta.dirname, 'spring');
const BUILT = resolve('.local/interop/spring');
const JAR = join(BUILT, 'target/spring-events.jar');

interface SpringRun {
  readonly profile: 'read' | 'write';
  readonly brokers: string;
  readonly topics: readonly string[];
  readonly input?: string;
}

/** Runs the Spring Boot application, and answers what it printed; Maven builds it at first use. */
export async function runSpring({ profile, brokers, topics, input = '' }: SpringRun): Promise<string> {
  await buildWithMaven({ sources: SPRING, folder: BUILT });
  return runProgram('java', {
    args: [
      '-Xmx192m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-jar',
      JAR,
      `--spring.profiles.active=${profile}`,
    ],
    input,
    env: {
      ...javaEnvironment(),
      KAFKA_BROKERS: brokers,
      INTEROP_TOPICS: topics.join(','),
      INTEROP_FUNCTION: profile === 'read' ? 'events' : '',
    },
  });
}
