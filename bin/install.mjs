import { withInstallLock } from './install-lock.mjs';
import { classArchiveIsMade, installKafka, kafkaIsInstalled, makeClassArchive } from './kafka-jars.mjs';
import { installPackages, packagesAreInstalled } from './packages.mjs';
import { PYTHON_TOOLS } from './python-tools.mjs';

/** Installs what the command needs and is not there, into the project folder. Copies started together take turns. */
export async function install(command) {
  const missing = () => steps(command).filter(({ isThere }) => !isThere());
  if (missing().length === 0) return;
  await withInstallLock(async () => {
    // Another copy may have done it while this one waited.
    for (const { what, run } of missing()) await timed(what, run);
  });
}

function steps({ java = false, python }) {
  const packages = { what: 'Node packages', isThere: packagesAreInstalled, run: installPackages };
  const kafka = { what: "Kafka's jars", isThere: kafkaIsInstalled, run: installKafka };
  const archive = { what: "Kafka's class archive", isThere: classArchiveIsMade, run: makeClassArchive };
  return [packages, ...(java ? [kafka, archive] : []), ...(python ? [PYTHON_TOOLS[python]] : [])];
}

async function timed(what, run) {
  const start = performance.now();
  const seconds = (digits) => ((performance.now() - start) / 1000).toFixed(digits);
  console.error(`Installing ${what} …`);
  const progress = setInterval(() => console.error(`Installing ${what} … ${seconds(0)} s`), 5_000);
  try {
    await run();
  } finally {
    clearInterval(progress);
  }
  console.error(`Installed ${what} in ${seconds(1)} s`);
}
