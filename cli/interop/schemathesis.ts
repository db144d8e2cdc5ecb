import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stages } from '../../lib/stages.ts';
import { settingsOfRunning } from '../../local/data-folder.ts';
import { startToldProcess } from '../../local/guarded-process.ts';
import { localIssuer } from '../../local/issuer.ts';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import { issuerKeyFile, type Settings } from '../../local/settings.ts';
import { SYSTEM_GRACE_MS, startSystemInMemory } from './system-in-memory.ts';

export interface OrderApiRun {
  /** About how many requests are sent. */
  readonly cases: number;
  readonly seed: number;
  /** Takes the system that runs in the data folder, where it leaves its orders. */
  readonly running: boolean;
}

const RULES = 'rules/openapi';
const PROGRAM = '.local/schemathesis/venv/bin/schemathesis';
/** Neither may read the other's orders. */
const TENANTS = ['acme', 'globex'];

/**
 * Sends what Schemathesis makes of the order API's own description to a local system, and prints what it says.
 *
 * @returns whether every answer was as the description has it.
 * @throws where the system or Schemathesis can't be started, or Schemathesis gives up.
 */
export async function tryOrderApi(run: OrderApiRun, report: (line: string) => void): Promise<boolean> {
  await using started = new AsyncDisposableStack();
  const folder = memoryFolder();
  if (!run.running) report('Starting the system in memory …');
  const settings = run.running ? settingsOfRunning(process.env) : await startSystemInMemory(folder, started);
  const config = join(folder, 'schemathesis.toml');
  writeFileSync(config, await configuration({ run, settings, folder }), { mode: 0o600 });
  const url = `http://127.0.0.1:${settings.ports.API_PORT}`;
  const schemathesis = await startToldProcess({
    command: resolve(PROGRAM),
    args: ['--config-file', config, 'run', `${url}/openapi.json`, '--url', url, '--no-color'],
    // It keeps files in its working folder.
    cwd: folder,
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
    onLine: (line) => console.log(line),
  });
  started.defer(() => schemathesis.stop(SYSTEM_GRACE_MS).then(() => undefined));
  const { code, signal } = await schemathesis.exited;
  if (code === 0 || code === 1) return code === 0;
  throw new Error(`Schemathesis ended with ${signal ?? `exit code ${code}`}.`);
}

interface Configuration {
  readonly run: OrderApiRun;
  readonly settings: Settings;
  readonly folder: string;
}

/** Most requests come from single operations, of which two have parameters; a scenario has about six. */
async function configuration({ run: { cases, seed }, settings, folder }: Configuration): Promise<string> {
  const { token } = localIssuer(issuerKeyFile(settings), stages.dev.tenantClaim);
  const bearer = async (name: string) => [{ name: 'Authorization', value: `Bearer ${await token(name)}` }];
  const identities = TENANTS.map(async (name) => ({ name, fixedHeaders: await bearer(name) }));
  const identitiesFile = join(folder, 'identities.json');
  writeFileSync(identitiesFile, JSON.stringify({ auth: await Promise.all(identities) }), { mode: 0o600 });
  return `seed = ${seed}
hooks = ${JSON.stringify(resolve(RULES, 'hooks.py'))}
workers = 2
${readFileSync(join(RULES, 'schemathesis.toml'), 'utf8')}
[phases.fuzzing]
generation.max-examples = ${Math.ceil(cases * 0.45)}

[phases.stateful]
generation.max-examples = ${Math.ceil(cases / 60)}

[auth.wfc]
path = ${JSON.stringify(identitiesFile)}
peers = ${JSON.stringify(TENANTS)}
`;
}
