#!/usr/bin/env node
// The one entry: runs on any Node from 20 on and needs no package; installs what a command needs, then goes on with it.
import './attached.mjs';
import { COMMANDS, needsOf, usage } from './commands.mjs';
import { install } from './install.mjs';
import { assertPrerequisites } from './prerequisites.mjs';
import { goOn, StopWithOneLine } from './project.mjs';

const [name, ...args] = process.argv.slice(2);

async function main() {
  if (name === undefined || name === '--help' || name === '-h') return console.log(usage());

  const command = COMMANDS[name];
  if (!command) throw new StopWithOneLine(`Unknown command "${name}". Known: ${Object.keys(COMMANDS).join(', ')}`, 2);
  // An empty variable counts as not set.
  for (const [variable, value] of Object.entries(process.env))
    if (value === '') Reflect.deleteProperty(process.env, variable);
  const needs = needsOf(command, args);
  assertPrerequisites(needs);
  await install(needs);
  await goOn(command, args);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StopWithOneLine)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
