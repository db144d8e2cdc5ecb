import type { DeadLettersView, Redrive } from '../../contract/console-views.ts';

export type DeadLetterGroup = DeadLettersView['groups'][number];

export const groupName = ({ consumer, error }: Pick<DeadLetterGroup, 'consumer' | 'error'>) => `${consumer} ${error}`;

/** What redrives the chosen groups: one for a consumer of which all were chosen, else one for each of its groups. */
export function redrivesOf(groups: readonly DeadLetterGroup[], chosen: ReadonlySet<string>, rate: number) {
  return [...Map.groupBy(groups, ({ consumer }) => consumer)].flatMap(([consumer, all]): Omit<Redrive, 'dryRun'>[] => {
    const picked = all.filter((group) => chosen.has(groupName(group)));
    if (picked.length === all.length) return [{ consumer, rate }];
    return picked.map(({ error }) => ({ consumer, error, rate }));
  });
}

/** The words of the command for it, without the options of the place. */
export const redriveWords = ({ consumer, error, rate }: Omit<Redrive, 'dryRun'>) => [
  'redrive',
  '--consumer',
  consumer,
  ...(error === undefined ? [] : ['--error', error]),
  '--rate',
  String(rate),
];
