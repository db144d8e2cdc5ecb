import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { javaEnvironment } from '../../local/kafka-broker.ts';
import { runProgram } from './java-programs.ts';

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
  await build();
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

/** At first use, and when its sources have changed. */
async function build(): Promise<void> {
  const stamp = join(BUILT, 'built-of');
  const wanted = hashOfSources();
  if (existsSync(JAR) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(BUILT, { recursive: true, force: true });
  mkdirSync(BUILT, { recursive: true });
  cpSync(SPRING, BUILT, { recursive: true });
  await runProgram('mvn', { args: ['-q', '-B', '-f', join(BUILT, 'pom.xml'), 'package', '-DskipTests'] });
  writeFileSync(stamp, wanted);
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of globSync('**/*.{java,yml,xml}', { cwd: SPRING }).sort())
    hash.update(file).update(readFileSync(join(SPRING, file)));
  return hash.digest('hex');
}
