import { HOLDS } from '../test/model/model-case.ts';
import { casesNamed } from '../test/model/model-cases.ts';
import type { LayerResult, ReportLine } from './layer.ts';
import type { ModelTask, Searched } from './model-worker.ts';
import { onWorkers } from './worker-pool.ts';

interface ModelOptions {
  /** One fault more in the final forms: nine times the states. */
  readonly isLong: boolean;
  readonly report: ReportLine;
  readonly signal: AbortSignal;
}

const FORMS = ['final', 'outbox'];
const BUGS = ['bugs', 'outbox bugs'];
const LONG_FAULTS = 3;

/** Searches every state of the models: the protocol as it is must hold, and each rule that is wrong must be found to be. */
export async function runModel({ isLong, report, signal }: ModelOptions): Promise<LayerResult> {
  const begun = performance.now();
  const cases = casesNamed([...FORMS, ...BUGS]).map(({ name, group, faults, outcome }) => ({
    name,
    group,
    faults: isLong && group === 'final' ? LONG_FAULTS : faults,
    outcome,
  }));
  const counts = { states: 0, transitions: 0, mishaps: 0, planted: 0, caught: 0 };
  const violations: string[] = [];
  await onWorkers<ModelTask & { readonly outcome: string }, Searched>({
    script: 'model-worker.ts',
    tasks: cases,
    signal,
    progress: (line) => report(`model: ${line}`),
    done: ({ name, group, outcome, faults }, { states, transitions, mishaps, found, trace }) => {
      counts.states += states;
      counts.transitions += transitions;
      counts.mishaps += mishaps;
      if (outcome !== HOLDS) counts.planted += 1;
      if (outcome !== HOLDS && found === outcome) counts.caught += 1;
      if (found !== outcome)
        violations.push([`${group}, ${name}: ${found} instead of ${outcome}`, ...trace].join('\n    '));
      if (outcome === HOLDS)
        report(`model: ${name}, ${faults} faults: ${found}, ${states.toLocaleString('en')} states`);
    },
  });
  const { planted, caught } = counts;
  return {
    layer: 'model',
    cases: counts.states,
    unit: 'states',
    faultsInjected: counts.mishaps,
    violations,
    planted: { planted, caught },
    seconds: (performance.now() - begun) / 1_000,
    notes: [`model: ${counts.transitions.toLocaleString('en')} transitions of ${cases.length} models`],
  };
}
