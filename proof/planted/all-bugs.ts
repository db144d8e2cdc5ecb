import { answerBugs } from './answer-bugs.ts';
import { attemptBugs } from './attempt-bugs.ts';
import { flowBugs } from './flow-bugs.ts';
import { ledgerBugs } from './ledger-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';
import { tableBugs } from './table-bugs.ts';
import { templateBugs } from './template-bugs.ts';

/** Every mistake that the harness must be seen to catch. */
export const plantedBugs: readonly PlantedBug[] = [
  ...attemptBugs,
  ...ledgerBugs,
  ...flowBugs,
  ...answerBugs,
  ...tableBugs,
  ...templateBugs,
];

/** @throws RangeError for a name that no bug has */
export function bugNamed(name: string): PlantedBug {
  const bug = plantedBugs.find((one) => one.name === name);
  if (bug !== undefined) return bug;
  throw new RangeError(`No planted bug is called "${name}"; npm run prove -- --list names them.`);
}
