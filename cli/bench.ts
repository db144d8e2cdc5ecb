import { globSync } from 'node:fs';
import { basename } from 'node:path';

// Longer measurements, each a file of its own; their reports are in docs/reports.
const names = globSync('bench/*.ts').map((file) => basename(file, '.ts'));
const [name = '--help'] = process.argv.slice(2);

if (names.includes(name)) {
  process.argv.splice(2, 1);
  await import(`../bench/${name}.ts`);
} else {
  const isAsked = name === '--help' || name === '-h';
  console.log(
    `Usage: npm run bench -- <name> [options]\n\nRuns one of the longer measurements; docs/reports has their results.\n\n` +
      `Names: ${names.join(', ')}\nOptions of one: npm run bench -- <name> --help`,
  );
  if (!isAsked) console.error(`There is no measurement "${name}".`);
  process.exitCode = isAsked ? 0 : 2;
}
