/** What a deployment would do to one stack, counted from `cdk diff`. */
export interface StackDiff {
  readonly stack: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Resources that CloudFormation makes anew, with what they hold. */
  readonly replaced: readonly string[];
  /** Rights or network rules change. */
  readonly security: boolean;
}

const STACK = /^Stack (?<stack>\S+)/;
const RESOURCE = /^\[[-+~]\] (AWS|Custom)::/;
const DIFFERING = /Number of stacks with differences: (?<number>\d+)/;
const SECURITY = /^(IAM (Statement|Policy) Changes|Security Group Changes)/;
const REPLACED = / (replace|may be replaced)$/;

/** Whether anything at all differs: also what is no resource. */
export const differs = (lines: readonly string[]) =>
  !lines.some((line) => DIFFERING.exec(line)?.groups?.['number'] === '0');

/** The stacks that differ, in the order of deployment. */
export function diffSummary(lines: readonly string[]): StackDiff[] {
  const sections = splitByStack(lines).map(([stack, section]) => summaryOf(stack, section));
  return sections.filter(({ added, changed, removed, security }) => added + changed + removed > 0 || security);
}

function splitByStack(lines: readonly string[]): [stack: string, section: string[]][] {
  const sections: [string, string[]][] = [];
  for (const line of lines) {
    const stack = STACK.exec(line)?.groups?.['stack'];
    if (stack !== undefined) sections.push([stack, []]);
    else sections.at(-1)?.[1].push(line);
  }
  return sections;
}

function summaryOf(stack: string, section: readonly string[]): StackDiff {
  const resources = section.filter((line) => RESOURCE.test(line));
  const count = (sign: string) => resources.filter((line) => line.startsWith(`[${sign}]`)).length;
  return {
    stack,
    added: count('+'),
    changed: count('~'),
    removed: count('-'),
    replaced: resources.filter((line) => line.startsWith('[~]') && REPLACED.test(line)).map((line) => line.slice(4)),
    security: section.some((line) => SECURITY.test(line)),
  };
}

/** One line a stack; what is replaced by its name, since that may lose data. */
export const diffText = (diffs: readonly StackDiff[]) =>
  diffs.flatMap(({ stack, added, changed, removed, replaced, security }) => [
    `${stack}: ${added} added, ${changed} changed, ${removed} removed${security ? '; rights or network rules change' : ''}`,
    ...replaced.map((resource) => `  REPLACED, with what it holds: ${resource}`),
  ]);
