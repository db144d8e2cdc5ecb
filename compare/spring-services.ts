import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startToldProcess } from '../local/guarded-process.ts';
import { javaEnvironment } from '../local/kafka-broker.ts';
import { freePort } from '../local/ports-and-folders.ts';
import { assertHealthy, startSupervised } from './supervised-service.ts';

const SOURCES = resolve(import.meta.dirname, 'spring');
const BUILT = resolve(import.meta.dirname, '../.local/compare/spring');
const JAR = join(BUILT, 'target/spring-services.jar');
/** As for the brokers: quicker to start, small. */
const JVM = ['-Xms32m', '-Xmx192m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** Builds the services at first use, and when their sources have changed; needs Maven. */
export async function buildSpringServices(report: (line: string) => void): Promise<void> {
  const stamp = join(BUILT, 'built-of');
  const wanted = hashOfSources();
  if (existsSync(JAR) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  report('the Spring Boot services are built: Maven fetches what they need at first use, which takes a minute');
  rmSync(BUILT, { recursive: true, force: true });
  mkdirSync(BUILT, { recursive: true });
  cpSync(SOURCES, BUILT, { recursive: true });
  await maven(['-q', '-B', '-f', join(BUILT, 'pom.xml'), 'package', '-DskipTests']);
  writeFileSync(stamp, wanted);
}

/** Runs Maven. @throws with what it printed where it fails */
export async function maven(args: readonly string[]): Promise<void> {
  const lines: string[] = [];
  const process = await startToldProcess({ command: 'mvn', args, onLine: (line) => lines.push(line) });
  const { code } = await process.exited;
  if (code !== 0) throw new Error(`mvn ${args.join(' ')} ended with ${code}:\n${lines.slice(-15).join('\n')}`);
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of globSync('**/*.{java,yml,xml}', { cwd: SOURCES }).sort())
    hash.update(file).update(readFileSync(join(SOURCES, file)));
  return hash.digest('hex');
}

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
