import { readFileSync, writeFileSync } from 'node:fs';
import type { StageCost } from './report.ts';
import { stagesTable, typesTable } from './tables.ts';

/** Where the tables are in the documentation, each between two of these marks. */
export const COST_MARK = '<!-- npm run cost -- --write -->';
export const TABLES = [
  { file: 'README.md', table: stagesTable },
  { file: 'docs/aws.md', table: typesTable },
];

/** Replaces the tables by those of today; answers what it has done. */
export function renewTables(costs: readonly StageCost[]): string {
  const done = TABLES.map(({ file, table }) => {
    const [before, old, after, ...others] = readFileSync(file, 'utf8').split(COST_MARK);
    if (before === undefined || old === undefined || after === undefined || others.length > 0)
      throw new Error(`${file} needs two lines ${COST_MARK} around its table of costs.`);
    const now = `\n\n${table(costs)}\n\n`;
    writeFileSync(file, [before, now, after].join(COST_MARK));
    return `${file}: ${now === old ? 'as it was' : 'renewed'}`;
  });
  return done.join('\n');
}
