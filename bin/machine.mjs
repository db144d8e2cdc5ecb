// What the machine offers to the local system: ports, a folder, a clock. Looks only.
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { inProject } from './project.mjs';

/** An old Node can't import TypeScript: the names and numbers of the ports are read as text. */
function defaultPorts() {
  const settings = readFileSync(inProject('local/settings.ts'), 'utf8');
  return [...settings.matchAll(/^ {2}([A-Z_]+_PORT): (\d+),$/gm)].map(([, name, port]) => ({ name, usual: port }));
}

const dataDirOf = (env) => resolve(inProject(''), env.CHARGEONCE_DATA_DIR || env.DATA_DIR || '.local/data');

/** A port is free, used by the system of this data folder, or in somebody's way. */
export async function portChecks(env) {
  const own = runningSystem(dataDirOf(env));
  const checks = [];
  for (const { name, usual } of defaultPorts()) checks.push(await portCheck({ name, text: env[name] || usual, own }));
  return checks;
}

async function portCheck({ name, text, own }) {
  const port = Number(text);
  if (!isPort(port))
    return {
      what: name,
      outcome: 'fail',
      found: `${text} is no port`,
      todo: `set ${name} to a number from 1 to 65535`,
    };
  if (own?.ports?.[name] === port)
    return { what: name, outcome: 'ok', found: `${port}, used by the system that runs here (process ${own.pid})` };
  const refusal = await refusalOf(port);
  if (refusal === undefined) return { what: name, outcome: 'ok', found: `${port} is free` };
  const other = port < 55_536 ? port + 10_000 : port - 10_000;
  const todo = `set ${name} to a free port, such as ${name}=${other}, or end that process`;
  return { what: name, outcome: 'fail', found: refusalText(port, refusal), todo };
}

const isPort = (port) => Number.isInteger(port) && port > 0 && port < 65_536;

const refusalText = (port, code) =>
  code === 'EADDRINUSE' ? `${port} is used by ${userOf(port) ?? 'another process'}` : `${port} can't be used (${code})`;

/** Undefined where one can listen there. */
const refusalOf = (port) =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', ({ code }) => done(code));
    server.listen(port, '127.0.0.1', () => server.close(() => done(undefined)));
  });

function runningSystem(dataDir) {
  try {
    const claim = JSON.parse(readFileSync(join(dataDir, 'chargeonce.json'), 'utf8'));
    process.kill(claim.pid, 0);
    return claim;
  } catch {
    return undefined;
  }
}

/** The process that listens, on Linux and where it may be looked at. */
function userOf(port) {
  const inodes = ['tcp', 'tcp6'].flatMap((table) => listeningInodes(table, port));
  const pid = quietly(() => readdirSync('/proc'), [])
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => holdsSocket(pid, inodes));
  if (pid === undefined) return undefined;
  const command = quietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(), '');
  return `process ${pid}${command && ` (${command.length > 60 ? `${command.slice(0, 59)}…` : command})`}`;
}

const LISTENS = '0A';

function listeningInodes(table, port) {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return quietly(() => readFileSync(`/proc/net/${table}`, 'utf8'), '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => local.endsWith(wanted) && state === LISTENS)
    .map((fields) => `socket:[${fields[9]}]`);
}

const holdsSocket = (pid, inodes) =>
  quietly(() => readdirSync(`/proc/${pid}/fd`), []).some((file) =>
    inodes.includes(quietly(() => readlinkSync(`/proc/${pid}/fd/${file}`), '')),
  );

/** Another user's process can't be looked at, and one may end meanwhile. */
function quietly(look, otherwise) {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

const GIB = 2 ** 30;

/** The data folder, or the nearest one above it that there is: whether it may be written, and what is left there. */
export function folderChecks(env) {
  const folder = dataDirOf(env);
  const there = nearest(folder);
  const leadsNowhere = there !== folder && quietly(() => lstatSync(folder).isSymbolicLink(), false);
  // A file can be written, and not be entered.
  const canWrite =
    !leadsNowhere && quietly(() => accessSync(there, constants.W_OK | constants.X_OK) === undefined, false);
  const { bavail, bsize } = statfsSync(there);
  const free = (bavail * bsize) / GIB;
  const todo = 'free some space, or set CHARGEONCE_DATA_DIR to a folder elsewhere';
  return [
    canWrite
      ? { what: 'data folder', outcome: 'ok', found: `${folder} can be written` }
      : {
          what: 'data folder',
          outcome: 'fail',
          found: leadsNowhere ? `${folder} is a link to what is not there` : `${there} can't be written`,
          todo: 'set CHARGEONCE_DATA_DIR',
        },
    free >= 2
      ? { what: 'disk', outcome: 'ok', found: `${free.toFixed(1)} GiB free` }
      : { what: 'disk', outcome: free >= 0.5 ? 'warn' : 'fail', found: `${free.toFixed(1)} GiB free`, todo },
  ];
}

const nearest = (folder) => (existsSync(folder) ? folder : nearest(dirname(folder)));

/** Below it DynamoDB Local and Kafka don't start, and say so in many lines. */
const LEAST_OPEN_FILES = 256;

/** How many files a process may have open at once; no check where the system does not say. */
export function openFilesChecks() {
  process.report.excludeNetwork = true;
  const soft = process.report.getReport().userLimits?.open_files?.soft;
  if (typeof soft !== 'number') return [];
  const found = `${soft} at once`;
  if (soft >= LEAST_OPEN_FILES) return [{ what: 'open files', outcome: 'ok', found }];
  return [{ what: 'open files', outcome: 'fail', found, todo: 'ulimit -n 1024' }];
}

/** Without a server to ask, a clock is known to be wrong where it is behind the project's own files. */
export function clockCheck(now = Date.now()) {
  const newest = statSync(inProject('package-lock.json')).mtimeMs;
  const found = new Date(now).toISOString();
  if (now >= newest - 60_000) return { what: 'clock', outcome: 'ok', found };
  const todo = 'set the clock: AWS refuses requests that are signed five minutes off';
  return { what: 'clock', outcome: 'warn', found: `${found}, before the project's own files`, todo };
}
