import type { CaughtByLives, CaughtByTest, PlantedBug } from './planted-bug.ts';
import type { ProjectResult } from './planted-run.ts';

/** Whether a planted bug was caught, and by what; or why that which failed does not count. */
export interface PlantedVerdict {
  readonly name: string;
  readonly isCaught: boolean;
  readonly layer: PlantedBug['caughtBy']['layer'];
  readonly how: string;
}

interface Seen {
  readonly name: string;
  readonly caughtBy: CaughtByLives;
  /** Undefined where every life was as it must be. */
  readonly broken: { readonly life: number; readonly message: string } | undefined;
}

/** A life counts that breaks the very law; not one that ends by an error of the changed code itself. */
export function verdictOfLives({ name, caughtBy, broken }: Seen): PlantedVerdict {
  const verdict = { name, layer: 'simulation' } as const;
  if (broken === undefined) return { ...verdict, isCaught: false, how: 'no life was broken' };
  const isCaught = caughtBy.laws.some((law) => broken.message.includes(law));
  const first = broken.message.slice(0, 160);
  return {
    ...verdict,
    isCaught,
    how: isCaught ? `life ${broken.life}` : `life ${broken.life} ended otherwise: ${first}`,
  };
}

/** A test counts that fails by an assertion; not a file that can't be loaded, and no error of the changed code itself. */
export function verdictOfTests(
  { name, caughtBy }: { readonly name: string; readonly caughtBy: CaughtByTest },
  result: ProjectResult | undefined,
): PlantedVerdict {
  const verdict = { name, layer: caughtBy.layer };
  const missed = (how: string) => ({ ...verdict, isCaught: false, how });
  if (result === undefined) return missed(`${caughtBy.file} was not run`);
  const [loadError] = result.loadErrors;
  if (loadError !== undefined) return missed(`${caughtBy.file} could not be loaded: ${loadError.slice(0, 160)}`);
  if (result.tests === 0) return missed(`${caughtBy.file} holds no test`);
  const asMeant = result.failed.filter(({ test }) => test.includes(caughtBy.test));
  const failed = asMeant.find(({ isAssertion }) => isAssertion);
  if (failed !== undefined) return { ...verdict, isCaught: true, how: `${caughtBy.file}: ${failed.test}` };
  const [other] = asMeant.length > 0 ? asMeant : result.failed;
  if (other === undefined) return missed(`all ${result.tests} tests of ${caughtBy.file} passed`);
  return missed(`another failure than the one that is meant: ${other.test}: ${other.error.slice(0, 160)}`);
}
