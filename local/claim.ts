import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { dataDirOf, readSettings, type Settings } from './settings.ts';

/** The file by which a data folder is known as ours. It names the ports and, while a system runs, its process. */
export const CLAIM_FILE = 'chargeonce.json';

const Claim = z.object({ pid: z.optional(z.number()), ports: z.record(z.string(), z.number()) });

/** Undefined where there is none that can be read: one that was being written when the machine went down is none. */
function readClaim(dataDir: string): z.output<typeof Claim> | undefined {
  try {
    return Claim.parse(JSON.parse(readFileSync(join(dataDir, CLAIM_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

export const writeClaim = ({ dataDir, ports }: Pick<Settings, 'dataDir' | 'ports'>, pid?: number) =>
  writeFileSync(join(dataDir, CLAIM_FILE), JSON.stringify({ ports, pid }));

/** Throws where a system runs in the folder. */
export function assertNotRunning(dataDir: string): void {
  const claim = readClaim(dataDir);
  if (claim && isAlive(claim.pid))
    throw new Error(
      `Already running in ${dataDir} (process ${claim.pid}, http://127.0.0.1:${claim.ports['API_PORT']}). ` +
        'Stop it, or set CHARGEONCE_DATA_DIR to another folder. ' +
        `Is that process something else? Then remove ${join(dataDir, CLAIM_FILE)}.`,
    );
}

/** The settings of the system that runs in the data folder. @throws where none does, or a port is set that is not its own. */
export function settingsOfRunning(env: NodeJS.ProcessEnv): Settings {
  const dataDir = dataDirOf(env);
  const claim = readClaim(dataDir);
  if (!claim || !isAlive(claim.pid))
    throw new Error(
      `No system runs in ${dataDir}. Start one with: npm start (or name the folder of another by CHARGEONCE_DATA_DIR)`,
    );
  const ports = Object.entries(claim.ports).map(([name, port]) => [name, String(port)] as const);
  for (const [name, port] of ports)
    if (env[name] && env[name] !== port)
      throw new Error(
        `${name}=${env[name]}, but the system in ${dataDir} has ${port}: unset ${name}, its folder names it.`,
      );
  return readSettings({ ...env, ...Object.fromEntries(ports) });
}

function isAlive(pid = 0): boolean {
  // A system that ended without a trace may have had this process's own number: in a container they begin anew.
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process lives, too; a dead owner's claim counts for nothing.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
