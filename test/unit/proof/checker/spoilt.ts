import { expect } from 'vitest';
import type { RunHistory } from '../../../../proof/history/run-history.ts';
import { aHistory } from './a-history.ts';

type ListName = Exclude<keyof RunHistory, 'run'>;
type LineOf<Name extends ListName> = NonNullable<RunHistory[Name]>[number];

/** The clean history with one line of a file changed. */
export function withLine<Name extends ListName>(
  name: Name,
  index: number,
  differing: Partial<LineOf<Name>>,
): RunHistory {
  const history = aHistory();
  return { ...history, [name]: history[name]?.map((line, at) => (at === index ? { ...line, ...differing } : line)) };
}

/** With further lines behind. */
export function withMore<Name extends ListName>(name: Name, ...lines: LineOf<Name>[]): RunHistory {
  const history = aHistory();
  return { ...history, [name]: [...(history[name] ?? []), ...lines] };
}

export const first = <Name extends ListName>(name: Name, index = 0): LineOf<Name> => {
  const line = aHistory()[name]?.[index];
  return line ?? expect.fail(`the clean history has no line ${index} in ${name}`);
};

export const without = <Name extends ListName>(name: Name, isLeftOut: (line: LineOf<Name>) => boolean): RunHistory => {
  const history = aHistory();
  const lines: readonly LineOf<Name>[] = history[name] ?? [];
  return { ...history, [name]: lines.filter((line) => !isLeftOut(line)) };
};

export const noFaults = ({ run, api, ...history }: RunHistory): RunHistory => ({
  ...history,
  run: { ...run, faults: [] },
  api: api.filter(({ status }) => status !== 503),
});

export const decided = (orderId: string) =>
  aHistory().topic.findIndex((r) => r.orderId === orderId && r.state !== undefined);

/** What is planted, and the invariants that it breaks: those alone. */
export type Planted = Readonly<Record<string, readonly [broken: readonly string[], plant: () => RunHistory]>>;
