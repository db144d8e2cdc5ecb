import * as z from 'zod/mini';
import type { ResourceEvent } from '../aws/resource-progress.ts';

const EVENT =
  /^(?<stack>\S+) \| +\d+(\/\d+)? \| [^|]+ \| (?<status>[A-Z_]+) +\| (?<type>\S+) +\| (?<name>\S+)(?: \(\w+\))? ?(?<reason>.*)$/;
/** Said again by this command, or of no use to who waits. */
const NOISE =
  /: (start|success): |^\s*$|^Outputs:|^Stack ARN:|^arn:aws|^✨|^chargeonce-\S+\.\w+ = |creating CloudFormation changeset/;

const Groups = z.object({
  stack: z.string(),
  status: z.string(),
  type: z.string(),
  name: z.string(),
  reason: z.string(),
});

/** A line of `cdk deploy --progress events`: what happened to a resource, something to pass on, or nothing. */
export function readCdkLine(line: string): ResourceEvent | string | undefined {
  const event = EVENT.exec(line);
  if (event) return z.parse(Groups, event.groups);
  return NOISE.test(line) ? undefined : line.trim();
}
