import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type GuardedProcess, startGuardedProcess, untilReady } from '../../local/guarded-process.ts';
import { freePort } from '../../local/ports-and-folders.ts';

const run = promisify(execFile);
const PROGRAMS = ['mariadbd', 'mariadb-install-db', 'mariadb'] as const;
type Program = (typeof PROGRAMS)[number];
const MOST_BYTES = 64 * 1024 * 1024;
const START_MS = 120_000;

/** The binary log is Debezium's source. Every commit is on the disk before it is answered, as by default. */
const SETTINGS = [
  '--no-defaults',
  '--bind-address=127.0.0.1',
  '--innodb-buffer-pool-size=32M',
  '--performance-schema=OFF',
  '--log-bin=binlog',
  '--binlog-format=ROW',
  '--binlog-row-image=FULL',
  '--server-id=1',
  ...(process.getuid?.() === 0 ? ['--user=root'] : []),
];

const ROOT_FROM_HERE = "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' IDENTIFIED BY '';";

export interface MariaDb {
  readonly port: number;
  /** Each row as texts; NULL is the word NULL. */
  query(sql: string): Promise<string[][]>;
  kill(): Promise<void>;
  /** Resolves when it answers; it recovers from its log where it was killed. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What the machine lacks for a MariaDB, in words that help; undefined where it is there. */
export function missingMariaDb(): string | undefined {
  const missing = PROGRAMS.filter((program) => pathOf(program) === undefined);
  if (missing.length === 0) return undefined;
  return `MariaDB is not installed (${missing.join(', ')}). Debian and Ubuntu: apt-get install mariadb-server; macOS: brew install mariadb`;
}

/** Starts a MariaDB of its own in an empty folder, on a free port of the loopback address, with the tables of `schema`. */
export async function startMariaDb(folder: string, schema: string): Promise<MariaDb> {
  const [data, socket, logFile] = [join(folder, 'data'), join(folder, 'sql'), join(folder, 'mariadb.log')];
  const port = await freePort();
  await run(program('mariadb-install-db'), [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ]);
  let server: GuardedProcess | undefined;
  const query = async (sql: string) => {
    const args = [
      '--no-defaults',
      `--socket=${socket}`,
      '--user=root',
      '--default-character-set=utf8mb4',
      '--batch',
      '--skip-column-names',
      '-e',
      sql,
    ];
    const { stdout } = await run(program('mariadb'), args, { maxBuffer: MOST_BYTES });
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')]));
  };
  const start = async () => {
    const args = [...SETTINGS, `--datadir=${data}`, `--socket=${socket}`, `--port=${port}`, `--pid-file=${data}/pid`];
    server = await startGuardedProcess({ command: program('mariadbd'), args, logFile });
    await untilReady({ name: 'MariaDB', process: server, logFile, withinMs: START_MS }, () => query('SELECT 1'));
  };
  await start();
  await query(`${schema} ${ROOT_FROM_HERE}`);
  return {
    port,
    query,
    start,
    async kill() {
      // Not `stop`, which asks first: a server that is killed while it closes its binary log loses what it has committed.
      server?.signal('SIGKILL');
      await server?.exited;
    },
    stop: async () => {
      await server?.stop(10_000);
    },
  };
}

function program(name: Program): string {
  const path = pathOf(name);
  if (path === undefined) throw new Error(missingMariaDb());
  return path;
}

/** Debian keeps the server where only root looks by itself. */
const pathOf = (name: Program) =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, name))
    .find(existsSync);
