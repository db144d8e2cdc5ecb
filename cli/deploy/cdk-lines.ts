import type { ResourceEvent } from '../aws/resource-progress.ts';

const EVENT =
  /^(?<stack>\S+) \| +\d+(\/\d+)? \| [^|]+ \| (?<status>[A-Z_]+) +\| (?<type>\S+) +\| (?<name>\S+)(?: \(\w+\))? ?(?<reason>.*)$/;
/** Said again by this command, or of no use to who waits. */
const NOISE =
  /: (start|success): |^\s*$|^Outputs:|^Stack ARN:|^arn:aws|^✨|^chargeonce-\S+\.\w+ = |creating CloudFormation changeset/;

/** A line of `cdk deploy --progress events`: what happened to a resource, something to pass on, or nothing. */
export function readCdkLine(line: string): ResourceEvent | string | undefined {
  const { stack, status, type, name, reason } = EVENT.exec(line)?.groups ?? {};
  if (stack !== undefined && status !== undefined && type !== undefined && name !== undefined)
    return { stack, status, type, name, reason: reason?.trim() || undefined };
  return NOISE.test(line) ? undefined : line.trim();
}
