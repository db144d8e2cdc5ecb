/** What was compared with the other side's word, and what does not agree with it. */
export interface Conformance {
  /** Such as `create, EUR` or `GET /v1/account → account`. */
  readonly subject: string;
  /** How many requests or answers were compared. */
  readonly count: number;
  readonly problems: readonly string[];
}

export const conforms = (all: readonly Conformance[]) => all.every(({ problems }) => problems.length === 0);

/** One line for each subject, in the order of their first appearance, and their problems below. */
export function conformanceTable(title: string, all: readonly Conformance[]): string {
  const rows = bySubject(all);
  const width = Math.max(...rows.map(({ subject }) => subject.length));
  const lines = rows.flatMap(({ subject, count, problems }) => [
    `  ${problems.length === 0 ? 'ok    ' : 'FAILED'}  ${subject.padEnd(width)}  ${String(count).padStart(3)}`,
    ...problems.map((problem) => `            ${problem}`),
  ]);
  return [title, ...lines].join('\n');
}

function bySubject(all: readonly Conformance[]): readonly Conformance[] {
  return [...Map.groupBy(all, ({ subject }) => subject)].map(([subject, those]) => ({
    subject,
    count: those.reduce((sum, { count }) => sum + count, 0),
    problems: [...new Set(those.flatMap(({ problems }) => problems))],
  }));
}
