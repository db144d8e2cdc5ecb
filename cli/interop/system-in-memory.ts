import { join } from 'node:path';
import { settingsOfRunning } from '../../local/data-folder.ts';
import { startGuardedProcess, untilReady } from '../../local/guarded-process.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import type { Settings } from '../../local/settings.ts';

/** What its parts need to end by themselves. */
export const SYSTEM_GRACE_MS = 6_000;

/** The system of `npm start -- --in-memory`, on free ports. */
export async function startSystemInMemory(folder: string, started: AsyncDisposableStack): Promise<Settings> {
  const where = {
    CHARGEONCE_DATA_DIR: join(folder, 'data'),
    API_PORT: String(await freePort()),
    GATEWAY_PORT: String(await freePort()),
    DYNAMODB_PORT: String(await freePort()),
    KAFKA_PORT: String(await freePort()),
    KAFKA_CONTROLLER_PORT: String(await freePort()),
    CONSOLE_PORT: String(await freePort()),
  };
  const logFile = '.local/interop/system.log';
  const system = await startGuardedProcess({
    command: process.execPath,
    args: ['cli/start.ts', '--in-memory', '--quiet'],
    env: { ...process.env, ...where },
    logFile,
  });
  started.defer(() => system.stop(SYSTEM_GRACE_MS).then(() => undefined));
  await untilReady({ name: 'The system', process: system, logFile, withinMs: 300_000 }, () =>
    fetch(`http://127.0.0.1:${where.API_PORT}/health`),
  );
  return settingsOfRunning(where);
}
