import { type Check, isGood } from './judge.ts';

/** The checks as a person reads them, and the verdict. */
export function smokeText(stage: string, checks: readonly Check[]): string {
  const lines = checks.map(({ what, outcome, seen }) => `  ${MARKS[outcome]}  ${what.padEnd(18)}${seen}`);
  return [...lines, verdict(stage, checks)].join('\n');
}

const MARKS = { ok: 'ok     ', failed: 'FAILED ', unknown: 'unknown' } as const;

function verdict(stage: string, checks: readonly Check[]): string {
  const of = (outcome: Check['outcome']) => checks.filter((check) => check.outcome === outcome).map(({ what }) => what);
  if (!isGood(checks)) return `Stage ${stage} does NOT work: ${of('failed').join(', ')}`;
  const unknown = of('unknown');
  return `Stage ${stage} works${unknown.length > 0 ? `; not looked at: ${unknown.join(', ')}` : ''}.`;
}
