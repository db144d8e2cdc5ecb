import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkedHistoryText, checkHistory, isViolated } from './checker/checked-history.ts';
import { historyPage } from './checker/history-page.ts';

const HELP = `Usage: npm run prove -- check <folder> [--json] [--page <file>]

Checks the history of a run, of whatever system, against I1 to I19. What a history consists of: proof/history/history.ts.

  --json         print everything that was found as JSON
  --page <file>  write a page in Markdown, too

Exit codes: 0 nothing is violated; 1 something is; 2 the history can't be read.`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  page: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

try {
  run();
} catch (error) {
  // Code 1 is of a history that was read.
  process.exitCode = 2;
  console.error(error instanceof Error ? error.message : error);
}

function run() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  const [folder, ...others] = positionals;
  if (values.help) {
    console.log(HELP);
    return;
  }
  if (folder === undefined || others.length > 0) throw new Error(`Name one folder.\n\n${HELP}`);
  const checked = checkHistory(folder);
  console.log(values.json ? JSON.stringify(checked) : checkedHistoryText(checked));
  if (values.page !== undefined) writeFileSync(values.page, historyPage(checked));
  process.exitCode = isViolated(checked) ? 1 : 0;
}
