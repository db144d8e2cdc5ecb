import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { settingsOfRunning } from '../local/data-folder.ts';
import { consoleTokenFile, type Settings } from '../local/settings.ts';
import { RefusedError, reportFailure } from './aws/report-failure.ts';
import { parseJson } from './aws/send.ts';
import { CHARGEONCE } from './ops/command.ts';
import { projectCommand, wholeNumberUpTo } from './project-command.ts';
import { tableText } from './table-text.ts';

const Faults = z.object({
  faults: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      does: z.string(),
      watch: z.string(),
      seconds: z.number(),
      value: z.optional(z.object({ name: z.string(), unit: z.string(), default: z.number(), highest: z.number() })),
    }),
  ),
});
type Fault = z.infer<typeof Faults>['faults'][number];

const Reply = z.object({ ok: z.optional(z.boolean()), text: z.optional(z.string()), problem: z.optional(z.string()) });

const program = projectCommand(`${CHARGEONCE} fault`)
  .description('Breaks a part of the system on this machine for a while, and shows what to watch meanwhile.')
  .exitOverride()
  .addHelpText(
    'after',
    '\nA fault ends by itself. It is carried out by the console of the running system (chargeonce start).' +
      '\nExit codes: 0 done; 1 refused; 2 it could not be carried out.',
  );

program
  .command('ls')
  .description('Lists the faults: what each does, for how long, and the value that it takes.')
  .option('--json', 'print JSON', false)
  .action(async ({ json }: { json: boolean }) => {
    const { faults } = await listFaults(consoleOf(settingsOfRunning(process.env)));
    console.log(json ? JSON.stringify(faults) : faultsText(faults));
  });

program
  .command('start')
  .description('Starts a fault.')
  .argument('<id>', 'as "fault ls" names it')
  .option('--seconds <n>', 'until it ends by itself; without it, as long as the list says', wholeNumberUpTo(3_600))
  .option('--value <n>', 'how often, how slow: as the list says', wholeNumberUpTo(1_000_000_000))
  .option('--json', 'print JSON', false)
  .action(async (id: string, { json, ...wanted }: { seconds?: number; value?: number; json: boolean }) => {
    const console = consoleOf(settingsOfRunning(process.env));
    const fault = await faultNamed(console, id);
    const seconds = wanted.seconds ?? fault.seconds;
    print(json, await post(console, `/api/faults/${id}`, { ...wanted, seconds }), fault);
  });

program
  .command('end')
  .description('Ends a fault before its time.')
  .argument('<id>', 'as "fault ls" names it')
  .option('--json', 'print JSON', false)
  .action(async (id: string, { json }: { json: boolean }) => {
    const console = consoleOf(settingsOfRunning(process.env));
    await faultNamed(console, id);
    print(json, await post(console, `/api/faults/${id}/end`, {}));
  });

interface LocalConsole {
  readonly url: string;
  /** The file with what opens it to writes. */
  readonly tokenFile: string;
}

const consoleOf = (settings: Settings): LocalConsole => ({
  url: `http://127.0.0.1:${settings.ports.CONSOLE_PORT}`,
  tokenFile: consoleTokenFile(settings),
});

const listFaults = async (console: LocalConsole) => z.parse(Faults, await call(console, '/api/meta'));

async function faultNamed(console: LocalConsole, id: string): Promise<Fault> {
  const { faults } = await listFaults(console);
  const found = faults.find((fault) => fault.id === id);
  if (found) return found;
  throw new Error(`There is no fault "${id}". There are: ${faults.map((fault) => fault.id).join(', ')}`);
}

async function post(console: LocalConsole, path: string, body: object) {
  const headers = { 'content-type': 'application/json', 'x-console-token': tokenOf(console) };
  return z.parse(Reply, await call(console, path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

function tokenOf({ tokenFile }: LocalConsole): string {
  try {
    return readFileSync(tokenFile, 'utf8').trim();
  } catch (cause) {
    throw new Error(`${tokenFile} can't be read: start the system again (chargeonce start).`, { cause });
  }
}

async function call({ url }: LocalConsole, path: string, request: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url + path, { ...request, signal: AbortSignal.timeout(30_000) }).catch(
    (cause: unknown) => {
      throw new Error(
        `No console answers at ${url}. It runs with the system: chargeonce start (CONSOLE_PORT names its port)`,
        { cause },
      );
    },
  );
  const body = parseJson(await response.text());
  if (response.ok) return body;
  const { problem } = z.safeParse(Reply, body).data ?? {};
  throw new RefusedError(`${url}${path} answered ${response.status}: ${problem ?? 'without a reason'}`);
}

const faultsText = (faults: readonly Fault[]) =>
  tableText({
    head: ['id', 'seconds', 'value', 'what it does'],
    rows: faults.map(({ id, seconds, value, does }) => [id, seconds, value ? valueText(value) : '', does]),
  });

const valueText = ({ name, unit, default: usual, highest }: NonNullable<Fault['value']>) =>
  `${name} ${usual} ${unit} (at most ${highest})`;

function print(json: boolean, { ok = true, text = '' }: z.infer<typeof Reply>, fault?: Fault) {
  const watch = fault && ok ? `\nWatch: ${fault.watch}` : '';
  console.log(json ? JSON.stringify({ ok, text, watch: fault?.watch }) : `${text}${watch}`);
  process.exitCode = ok ? 0 : 1;
}

try {
  await program.parseAsync();
} catch (error) {
  reportFailure(error);
}
