import '../bin/attached.mjs';
import { builtPage } from '../console/server/page-files.ts';
import { startConsole } from '../console/server/start-console.ts';
import { settingsOfRunning } from '../local/data-folder.ts';
import { assertPortFree } from '../local/ports-and-folders.ts';
import { readPort, stageConsoleTokenFile } from '../local/settings.ts';
import { runAtAws } from './aws/report-failure.ts';
import { CHARGEONCE } from './ops/command.ts';
import { LOCAL, openSystem, type SystemOptions } from './ops/system.ts';
import { projectCommand } from './project-command.ts';

interface ConsoleCommandOptions extends SystemOptions {
  readonly allowWrites: boolean;
}

const program = projectCommand(`${CHARGEONCE} console`)
  .description('Serves the console of a stage in AWS on this machine: it only reads, unless --allow-writes is given.')
  .option('--stage <name>', 'a stage in AWS; without it, the address of the running system is printed', LOCAL)
  .option('--profile <name>', 'a profile of the AWS configuration')
  .option('--region <name>', "another region than the stage's")
  .option('--allow-writes', 'let its buttons run the commands that they show', false)
  .addHelpText(
    'after',
    '\nThe console of the system on this machine is served by npm start.' +
      '\nCounts begin with the orders that are open or placed from now on; the gateway is asked for single orders only.' +
      "\n\nEnvironment: CONSOLE_PORT 3001; GATEWAY_KEY, a key of the stage's gateway account; AWS's own variables." +
      '\nExit codes: 0 ended by Ctrl-C; 2 it could not be served.' +
      '\n\nExample: chargeonce console --stage dev --profile shop',
  );

async function serve(options: ConsoleCommandOptions): Promise<void> {
  const system = await openSystem(options);
  const port = readPort('CONSOLE_PORT', process.env['CONSOLE_PORT'] || '3001');
  await assertPortFree({ port, variable: 'CONSOLE_PORT' });
  const { stage, profile, region, allowWrites } = options;
  const served = await startConsole({
    system,
    port,
    page: await builtPage(),
    tokenFile: stageConsoleTokenFile(stage, port),
    writes: allowWrites,
    env: process.env,
    stageArgs: [...named('--stage', stage), ...named('--profile', profile), ...named('--region', region)],
  });
  console.log(
    `The console of stage ${stage}: http://127.0.0.1:${served.port} (${allowWrites ? 'its buttons write' : 'read only'}). Ctrl-C ends it.`,
  );
  const end = Promise.withResolvers<undefined>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end.resolve(undefined));
  await end.promise;
  await served.stop();
  process.exit(0);
}

const named = (option: string, value: string | undefined) => (value === undefined ? [] : [option, value]);

/** npm start serves it itself. */
async function printAddress(): Promise<void> {
  const { ports } = settingsOfRunning(process.env);
  const isServed = await assertPortFree({ port: ports.CONSOLE_PORT, variable: 'CONSOLE_PORT' }).then(
    () => false,
    () => true,
  );
  if (!isServed)
    throw new Error(
      `No console answers at http://127.0.0.1:${ports.CONSOLE_PORT}: npm start serves one, but with --no-console.`,
    );
  console.log(`The console of the running system: http://127.0.0.1:${ports.CONSOLE_PORT}`);
}

await runAtAws(program, async () => {
  const options = program.opts<ConsoleCommandOptions>();
  if (options.stage === LOCAL) await printAddress();
  else await serve(options);
});
