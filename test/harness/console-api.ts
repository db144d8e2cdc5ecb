import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listSources } from '../../cli/ops/source-commands.ts';
import { localSystem } from '../../cli/ops/system.ts';
import type { Done } from '../../console/contract/console-views.ts';
import type { SourceView } from '../../console/contract/live-events.ts';
import { readSettings } from '../../local/settings.ts';
import { httpCall } from './orders-client.ts';
import { environmentOf } from './run-ops.ts';
import type { AppAddress } from './running-app.ts';
import { waitFor } from './wait-for.ts';

type RunningApp = Pick<AppAddress, 'ports' | 'dataDir'>;

/** The console of a running app, by HTTP. */
export function consoleApi(app: RunningApp) {
  const call = httpCall(`http://127.0.0.1:${app.ports.CONSOLE_PORT}`);
  const token = () => readFileSync(join(app.dataDir, 'console.token'), 'utf8').trim();
  const post = async (path: string, body: object = {}) => {
    const headers = { 'content-type': 'application/json', 'x-console-token': token() };
    const { status, body: done } = await call<Done>(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(done)}`);
    return done;
  };
  return {
    call,
    token,
    post,
    startFault: (id: string, value?: number) => post(`/api/faults/${id}`, { seconds: 600, value }),
    endFault: (id: string) => post(`/api/faults/${id}/end`),
    /** Pauses a function's event source, or lets it go on; resolves when it has. */
    async turnSource(name: string, verb: 'pause' | 'resume') {
      await post(`/api/sources/${name}/${verb}`);
      const wanted: SourceView['state'] = verb === 'pause' ? 'Disabled' : 'Enabled';
      await waitFor(async () => (await sourceOf(app, name)).state === wanted, {
        within: 20_000,
        what: `the source of ${name} to be ${wanted}`,
      });
    },
  };
}

/** The event source of a function. */
export async function sourceOf(app: RunningApp, name: string) {
  const sources = await listSources(localSystem(readSettings(environmentOf(app))));
  const found = sources.find(({ functionName }) => functionName.endsWith(name));
  if (found === undefined) throw new Error(`${name} has no event source`);
  return found;
}
