import { withInstallLock } from './install-lock.mjs';
import { classArchiveIsMade, installKafka, kafkaIsInstalled, makeClassArchive } from './kafka-jars.mjs';
import { installPackages, packagesAreInstalled } from './packages.mjs';
import { PYTHON_TOOLS } from './python-tools.mjs';

/** Installs what the command needs and is not there, into the project folder. Copies started together take turns. */
export async function install(command) {
  const missing = () => steps(command).filter(({ isThere }) => !isThere());
  if (missing().length === 0) return;
  await withInstallLock(() => {
    // Another copy may have done it while this one waited.
    for (const { what, run } of missing()) timed(what, run);
  });
}

function steps({ java = false, python }) {
  const packages = { what: 'Node packages', isThere: packagesAreInstalled, run: installPackages };
  const kafka = { what: "Kafka's jars", isThere: kafkaIsInstalled, run: installKafka };
  const archive = { what: "Kafka's class archive", isThere: classArchiveIsMade, run: makeClassArchive };
  return [packages, ...(java ? [kafka, archive] : []), ...(python ? [PYTHON_TOOLS[python]] : [])];
}

function timed(what, run) {
  const start = performance.now();
  console.error(`Installing ${what} …`);
  run();
  console.error(`Installed ${what} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
