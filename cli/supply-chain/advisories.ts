import * as z from 'zod/mini';
import type { AcceptedAdvisory } from './policy.ts';

/** A package as OSV knows it. */
interface NpmPackage {
  readonly name: string;
  readonly version: string;
}

export interface Advisory {
  readonly id: string;
  /** Such as `left-pad@1.3.0`. */
  readonly subject: string;
  /** Upper case, as the advisory has it. */
  readonly severity: string;
  readonly summary: string;
}

export const subjectOf = ({ name, version }: NpmPackage) => `${name}@${version}`;

const Found = z.object({
  vulns: z.optional(z.array(z.object({ id: z.string() }))),
  /** There are more than OSV answers at once. */
  next_page_token: z.optional(z.string()),
});
const Batch = z.object({ results: z.array(Found) });
const Details = z.object({
  summary: z.optional(z.string()),
  withdrawn: z.optional(z.string()),
  database_specific: z.optional(z.object({ severity: z.optional(z.string()) })),
});

const WITHIN_MS = 20_000;

/**
 * Asks OSV for the advisories about these packages; what was withdrawn is left out. The API is that of
 * https://google.github.io/osv.dev/api/.
 *
 * @param url such as `https://api.osv.dev`.
 * @throws where OSV can't be reached, or what answers is not OSV.
 */
export async function findAdvisories(packages: readonly NpmPackage[], url: string): Promise<readonly Advisory[]> {
  const queries = packages.map(({ name, version }) => ({ package: { name, ecosystem: 'npm' }, version }));
  const body = JSON.stringify({ queries });
  const { results } = z.parse(Batch, await ask(`${url}/v1/querybatch`, { method: 'POST', body }));
  if (results.length !== packages.length) throw new Error(`${results.length} answers to ${packages.length} questions`);
  if (results.some((found) => found.next_page_token)) throw new Error('a package has more advisories than one answer');
  const found = packages.flatMap((one, index) =>
    (results[index]?.vulns ?? []).map(({ id }) => ({ id, subject: subjectOf(one) })),
  );
  const described = found.map(async ({ id, subject }) => {
    // That there is one is known: where its details are not to be had, it counts as severe.
    const { data } = z.safeParse(
      Details,
      await ask(`${url}/v1/vulns/${encodeURIComponent(id)}`).catch(() => undefined),
    );
    const severity = data?.database_specific?.severity ?? 'UNKNOWN';
    return data?.withdrawn ? [] : [{ id, subject, severity: severity.toUpperCase(), summary: data?.summary ?? '' }];
  });
  return (await Promise.all(described)).flat();
}

async function ask(url: string, request: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(WITHIN_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

/** Malicious packages, for instance, have no severity: what has none counts as severe. */
const MILD = ['LOW', 'MODERATE', 'MEDIUM'];

interface AdvisoryPolicy {
  readonly accepted: readonly AcceptedAdvisory[];
  /** Such as `2026-11-29`. */
  readonly today: string;
}

/** Severe advisories that are not accepted, or not any more; and acceptances that stand for none. */
export function advisoryFaults(found: readonly Advisory[], { accepted, today }: AdvisoryPolicy): string[] {
  const severe = found.filter(({ severity }) => !MILD.includes(severity));
  const isAccepted = (id: string) => accepted.some((one) => one.id === id && one.until >= today);
  const needless = accepted.filter(({ id }) => !severe.some((advisory) => advisory.id === id));
  return [
    ...severe
      .filter(({ id }) => !isAccepted(id))
      .map(({ id, subject, severity, summary }) => `${subject}: ${severity} ${id} ${summary}`.trimEnd()),
    ...needless.map(({ id }) => `${id} is accepted and found no more: take it out of policy.ts`),
  ];
}
