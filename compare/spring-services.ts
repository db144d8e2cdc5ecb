import { join, resolve } from 'node:path';
import { buildWithMaven, type Report } from '../cli/interop/maven-builds.ts';
import { javaEnvironment } from '../local/kafka-broker.ts';
import { freePort } from '../local/ports-and-folders.ts';
import { assertHealthy, startSupervised } from './supervised-service.ts';

const SOURCES = resolve(import.meta.dirname, 'spring');
const BUILT = resolve(import.meta.dirname, '../.local/compare/spring');
const JAR = join(BUILT, 'target/spring-services.jar');
/** As for the brokers: quicker to start, small. */
const JVM = ['-Xms32m', '-Xmx192m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** Builds the services at first use; needs Maven. */
export const buildSpringServices = (report: Report) => buildWithMaven({ sources: SOURCES, folder: BUILT }, report);

/** An order service, or one that charges, as `env` says. */
export async function startSpringService(name: string, env: Readonly<Record<string, string>>, logFile: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = await startSupervised({
    ...{ name, logFile, command: 'java', args: [...JVM, '-jar', JAR] },
    env: { ...javaEnvironment(), ...env, SERVICE_PORT: String(port) },
    ready: () => assertHealthy(url),
  });
  return { url, ...service };
}
