import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { assertJarsAreListed } from './jar-checksums.mjs';
import { inProject } from './project.mjs';
import { runQuietly } from './run-quietly.mjs';

const POM = inProject('local/kafka/pom.xml');
const KAFKA = inProject('.local/kafka');

/** The jars lie beside the description they were fetched by; another description means other jars. */
export function kafkaIsInstalled() {
  const fetchedBy = `${KAFKA}/lib/pom.xml`;
  return existsSync(fetchedBy) && readFileSync(fetchedBy, 'utf8') === readFileSync(POM, 'utf8');
}

/** Fetches into a folder aside and renames it when it is complete, so that a broken-off download never counts. */
export async function installKafka() {
  const aside = `${KAFKA}/lib.incomplete`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  await runQuietly('mvn', ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${aside}`]);
  assertJarsAreListed(aside);
  copyFileSync(POM, `${aside}/pom.xml`);
  // A class archive is valid only for the jars that it was made with.
  rmSync(`${KAFKA}/kafka.jsa`, { force: true });
  rmSync(`${KAFKA}/lib`, { recursive: true, force: true });
  renameSync(aside, `${KAFKA}/lib`);
}

export const classArchiveIsMade = () => existsSync(`${KAFKA}/kafka.jsa`);

/** Lets the broker start twice as fast. It starts without, too: a failure is told and left at that. */
export async function makeClassArchive() {
  try {
    await runQuietly(inProject('node_modules/.bin/node'), [inProject('local/kafka-class-archive.ts')]);
  } catch (error) {
    console.error(`Kafka starts without a class archive: ${error.message}`);
  }
}
