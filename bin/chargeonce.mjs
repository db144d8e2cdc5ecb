#!/usr/bin/env node
// The one entry: runs on any Node from 20 on and needs no package; installs what a command needs, then goes on with it.
import './attached.mjs';
import { COMMANDS, needsOf, usage } from './commands.mjs';
import { goOn, StopWithOneLine } from './project.mjs';

const [name, ...args] = withoutHelp(process.argv.slice(2));

/** `help <command>` is `<command> --help`. */
function withoutHelp([first, ...rest]) {
  if (first !== 'help') return [first, ...rest];
  return rest.length === 0 ? ['--help'] : [...rest, '--help'];
}

async function main() {
  if (name === undefined || name === '--help' || name === '-h') return showUsage();

  const command = COMMANDS[name];
  if (!command) throw new StopWithOneLine(unknown(), 2);
  // An empty variable counts as not set.
  for (const [variable, value] of Object.entries(process.env))
    if (value === '') Reflect.deleteProperty(process.env, variable);
  if (command.bare) return (await import('./doctor.mjs')).doctor(args);

  const needs = needsOf(command, args);
  const [{ assertPrerequisites }, { install }] = await Promise.all([
    import('./prerequisites.mjs'),
    import('./install.mjs'),
  ]);
  assertPrerequisites(needs);
  await install(needs);
  await goOn(command, args);
}

function showUsage() {
  process.exitCode = 0;
  console.log(usage());
}

const unknown = () => `Unknown command "${name}". Known: ${Object.keys(COMMANDS).join(', ')}`;

try {
  await main();
} catch (error) {
  if (!(error instanceof StopWithOneLine)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
