import type { ModelCase } from './model-case.ts';
import { outboxBugs, outboxForms } from './outbox-cases.ts';
import { lostBugs, moneyBugs } from './payment-bugs.ts';
import { paymentForms } from './payment-forms.ts';
import { harms } from './payment-harms.ts';
import { restores } from './payment-restores.ts';
import { variants } from './payment-variants.ts';

export const modelCases: readonly ModelCase[] = [
  ...paymentForms,
  ...moneyBugs,
  ...lostBugs,
  ...harms,
  ...variants,
  ...restores,
  ...outboxForms,
  ...outboxBugs,
];

/**
 * The cases of the groups and names that are given.
 * @throws RangeError for a name that nothing has
 */
export function casesNamed(names: readonly string[]): readonly ModelCase[] {
  return names.flatMap((wanted) => {
    const found = modelCases.filter(({ group, name }) => group === wanted || name === wanted);
    if (found.length === 0) throw new RangeError(`There is no case or group "${wanted}"; --list names them.`);
    return found;
  });
}
