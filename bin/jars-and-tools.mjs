import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { inProject, runQuietly, StopWithOneLine } from './project.mjs';

const POM = inProject('local/kafka/pom.xml');
const LIST = 'local/kafka/jars.sha256';
const KAFKA = inProject('.local/kafka');

export const KAFKA_JARS = { what: "Kafka's jars", isThere: kafkaIsInstalled, run: installKafka };

/** The jars lie beside the description they were fetched by; another description means other jars. */
function kafkaIsInstalled() {
  const fetchedBy = `${KAFKA}/lib/pom.xml`;
  return existsSync(fetchedBy) && readFileSync(fetchedBy, 'utf8') === readFileSync(POM, 'utf8');
}

/** Fetches into a folder aside and renames it when it is complete, so that a broken-off download never counts. */
async function installKafka() {
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

/** Maven compares a jar with the checksum that the same server sends; this compares it with the one kept in the project. */
function assertJarsAreListed(folder) {
  const listed = readFileSync(inProject(LIST), 'utf8').trim().split(/\r?\n/);
  const fetched = checksums(folder);
  const odd = [
    ...fetched.filter((line) => !listed.includes(line)),
    ...listed.filter((line) => !fetched.includes(line)),
  ];
  if (odd.length === 0) return;
  const names = [...new Set(odd.map((line) => line.split('  ')[1]))].sort().join(', ');
  throw new StopWithOneLine(
    `Not as in ${LIST}: ${names}. Only if pom.xml was changed on purpose: (cd ${folder} && sha256sum *.jar) > ${inProject(LIST)}`,
  );
}

/** As `sha256sum` writes them. */
function checksums(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jar'))
    .map(
      (jar) =>
        `${createHash('sha256')
          .update(readFileSync(`${folder}/${jar}`))
          .digest('hex')}  ${jar}`,
    );
}

/** Lets the broker start twice as fast. It starts without, too: a failure is printed, and nothing more. */
export const KAFKA_CLASS_ARCHIVE = {
  what: "Kafka's class archive",
  isThere: () => existsSync(`${KAFKA}/kafka.jsa`),
  run: makeClassArchive,
};

async function makeClassArchive() {
  try {
    await runQuietly(inProject('node_modules/.bin/node'), [inProject('local/kafka-class-archive.ts')]);
  } catch (error) {
    console.error(`Kafka starts without a class archive: ${error.message}`);
  }
}

const BROWSER = inProject('.local/chromium');
const BROWSER_LOCK = 'package-lock.json';

/** For the tests of the console: where the machine has none, and only where it is asked for, since it is large. */
export const CHROMIUM = {
  what: 'a Chromium for the tests of the console',
  isThere: () => process.env.CHARGEONCE_BROWSER !== 'install' || browserIsThere(),
  run: installBrowser,
};

const SYSTEM_BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`);

function browserIsThere() {
  if ([process.env.CHROMIUM_PATH, ...SYSTEM_BROWSERS].some((path) => path && existsSync(path))) return true;
  const installed = `${BROWSER}/${BROWSER_LOCK}`;
  const wanted = inProject(`rules/browser/${BROWSER_LOCK}`);
  return existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8');
}

/** Without it the tests that need it are skipped and say so: a failure is printed, and nothing more. */
async function installBrowser() {
  rmSync(BROWSER, { recursive: true, force: true });
  mkdirSync(BROWSER, { recursive: true });
  copyFileSync(inProject('rules/browser/package.json'), `${BROWSER}/package.json`);
  copyFileSync(inProject(`rules/browser/${BROWSER_LOCK}`), `${BROWSER}/${BROWSER_LOCK}`);
  try {
    const quietly = ['--ignore-scripts', '--loglevel=error', '--no-progress', '--no-audit', '--no-fund'];
    await runQuietly('npm', ['ci', '--prefix', BROWSER, '--min-release-age=0', ...quietly]);
  } catch (error) {
    rmSync(`${BROWSER}/${BROWSER_LOCK}`);
    console.error(`The tests of the console run without a browser: ${error.message}`);
  }
}

/** Programs from PyPI, each in an environment of its own: nothing goes into the system's Python. */
export const PYTHON_TOOLS = {
  emulator: tool({
    what: 'an AWS emulator',
    folder: '.local/emulator',
    requirements: 'local/emulator/requirements.txt',
    // An endpoint that is given needs none of its own.
    isGiven: () => process.env.AWS_ENDPOINT_URL !== undefined,
  }),
  cfnLint: tool({
    what: 'the linter of CloudFormation',
    folder: '.local/cfn-lint',
    requirements: 'rules/cfn-lint/requirements.txt',
  }),
  schemathesis: tool({
    what: 'Schemathesis, which tries an HTTP API by its description',
    folder: '.local/schemathesis',
    requirements: 'rules/openapi/requirements.txt',
  }),
  readers: tool({
    what: "librdkafka and CloudEvents' SDK for Python",
    folder: '.local/interop/python',
    requirements: 'cli/interop/readers/requirements.txt',
  }),
};

function tool({ what, folder, requirements, isGiven = () => false }) {
  const wanted = inProject(requirements);
  const venv = inProject(`${folder}/venv`);
  // Written last: a broken-off installation has none.
  const installed = `${venv}/requirements.txt`;

  return {
    what,
    isThere: () =>
      isGiven() || (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8')),
    /** Every package is listed: none may bring another. */
    async run() {
      rmSync(venv, { recursive: true, force: true });
      await runQuietly('python3', ['-m', 'venv', venv]);
      const pip = `${venv}/bin/pip`;
      await runQuietly(pip, ['install', '-q', '--disable-pip-version-check', '--no-deps', '-r', wanted]);
      copyFileSync(wanted, installed);
    },
  };
}
