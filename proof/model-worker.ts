import * as z from 'zod/mini';
import { HOLDS, type ModelCase } from '../test/model/model-case.ts';
import { casesNamed } from '../test/model/model-cases.ts';
import { type Emit, search } from '../test/model/search.ts';
import { answerTasks } from './worker-pool.ts';

const ModelTask = z.object({ name: z.string(), group: z.string(), faults: z.int() });
export type ModelTask = z.infer<typeof ModelTask>;

export interface Searched {
  readonly states: number;
  readonly transitions: number;
  /** Of the transitions those that are faults, or bad luck. */
  readonly mishaps: number;
  readonly found: string;
  /** A shortest way to it. */
  readonly trace: readonly string[];
}

const MS_BETWEEN_LINES = 5_000;

answerTasks(ModelTask, ({ name, group, faults }, report): Searched => {
  let next = performance.now() + MS_BETWEEN_LINES;
  const model = caseOf(group, name).model(faults);
  let mishaps = 0;
  const counted = {
    ...model,
    next: (emit: Emit) =>
      model.next((label, isLive) => {
        if (!isLive) mishaps += 1;
        emit(label, isLive);
      }),
  };
  const { states, transitions, violation, trace } = search(counted, {
    onProgress: (known) => {
      if (performance.now() < next) return;
      next = performance.now() + MS_BETWEEN_LINES;
      report(`${name}: ${known.toLocaleString('en')} states known`);
    },
  });
  return { states, transitions, mishaps, found: violation ?? HOLDS, trace };
});

function caseOf(group: string, name: string): ModelCase {
  const found = casesNamed([name]).find((one) => one.group === group);
  if (found === undefined) throw new Error(`there is no case "${name}" in the group "${group}"`);
  return found;
}
