import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CHROMIUM, KAFKA_CLASS_ARCHIVE, KAFKA_JARS, PYTHON_TOOLS } from './jars-and-tools.mjs';
import { inProject, runQuietly, StopWithOneLine } from './project.mjs';

/** Installs what the command needs and is not there, into the project folder. Copies started together take turns. */
export async function install(command) {
  const missing = () => steps(command).filter(({ isThere }) => !isThere());
  if (missing().length === 0) return;
  await withInstallLock(async () => {
    // Another copy may have done it while this one waited.
    for (const { what, run } of missing()) await timed(what, run);
  });
}

function steps({ java = false, python, browser = false }) {
  const packages = { what: 'Node packages', isThere: packagesAreInstalled, run: installPackages };
  return [
    packages,
    ...(java ? [KAFKA_JARS, KAFKA_CLASS_ARCHIVE] : []),
    ...(python ? [PYTHON_TOOLS[python]] : []),
    ...(browser ? [CHROMIUM] : []),
  ];
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

/** A folder that holds one file, named after the pid of its owner. Without a file it is free. */
const LOCK = inProject('.local/install.lock');

/** Runs the installation while no other copy does; a lock whose owner is gone is nobody's. */
async function withInstallLock(run) {
  await acquire();
  try {
    await run();
  } finally {
    rmSync(`${LOCK}/${process.pid}`);
  }
}

async function acquire() {
  for (let reported = false; !takeFree(); reported = true) {
    const owner = removeDeadOwner();
    if (owner && !reported) console.error(`Waiting for the installation by process ${owner} (lock: ${LOCK})`);
    await delay(owner ? 200 : 0);
  }
}

/** Renaming onto a folder succeeds only while that is absent or empty: of many, one gets the lock. */
function takeFree() {
  const mine = newFolder();
  writeFileSync(`${mine}/${process.pid}`, '');
  try {
    renameSync(mine, LOCK);
    return true;
  } catch (error) {
    rmSync(mine, { recursive: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    return false;
  }
}

function newFolder() {
  try {
    mkdirSync(inProject('.local'), { recursive: true });
    return mkdtempSync(`${LOCK}-`);
  } catch (error) {
    throw new StopWithOneLine(`Nothing can be installed in ${inProject('')}: ${error.message}`);
  }
}

/** Returns the owner while it lives. */
function removeDeadOwner() {
  const [owner] = readdirSync(LOCK);
  if (owner === undefined || isAlive(Number(owner))) return owner;
  rmSync(`${LOCK}/${owner}`, { force: true });
  return undefined;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

/** Whether node_modules is what the lockfile says. npm writes its own list last, so a broken-off installation has none. */
export function packagesAreInstalled() {
  if (!existsSync(inProject('node_modules/.package-lock.json'))) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json'))
    .filter(([path]) => path !== '')
    .every(([path, wanted]) => isThere(installed[path], wanted));
}

/** An optional package is for some systems only: that for this one must be there. */
function isThere(installed, wanted) {
  if (installed) return installed.integrity === wanted.integrity;
  return wanted.optional === true && !isForThisSystem(wanted);
}

/** One without a system comes along with one for another system. */
function isForThisSystem({ os = [], cpu = [], libc = [] }) {
  return os.includes(process.platform) && cpu.includes(process.arch) && (libc.length === 0 || libc.includes(ownLibc()));
}

const ownLibc = () => (process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl');

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(inProject(lockfile), 'utf8')).packages;
}

/**
 * What is installed is decided here and in the lockfile, whatever the user's settings of npm are, be it in the
 * environment (NODE_ENV=production) or a file; from where, and through which proxy, is theirs.
 * Install scripts stay off with every npm: an old one knows not all settings of the project. The versions' age was looked
 * at when the lockfile was written; to ask for it again takes as long as the installation.
 */
function installPackages() {
  const system = [`--os=${process.platform}`, `--cpu=${process.arch}`];
  if (process.platform === 'linux') system.push(`--libc=${ownLibc()}`);
  return runQuietly('npm', ['ci', ...EVERYTHING, ...system, ...QUIETLY]);
}

const EVERYTHING = [
  ...['--ignore-scripts', '--min-release-age=0', '--include=dev', '--include=optional', '--include=peer'],
  ...['--install-strategy=hoisted', '--no-dry-run', '--package-lock', '--no-package-lock-only', '--bin-links'],
  ...['--no-global', '--location=project'],
];
const QUIETLY = ['--loglevel=error', '--no-progress', '--no-audit', '--no-fund'];
