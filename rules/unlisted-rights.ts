import type { AwsStage } from '../lib/stages.ts';
import type { Templates } from '../local/assembly.ts';
import { listedRights } from './listed-rights.ts';
import { type Right, rightsOf } from './rights.ts';

/** Where templates and docs/rights.md differ, one line each. */
export function unlistedRights(templates: Templates, stage: AwsStage): readonly string[] {
  const listed = new Set(listedRights(stage).map(line));
  const held = new Set(rightsOf(templates, stage).map(line));
  return [
    ...[...held].filter((right) => !listed.has(right)).map((right) => `gained: ${right}`),
    ...[...listed].filter((right) => !held.has(right)).map((right) => `lost: ${right}`),
  ];
}

const line = ({ of, who, effect, action, on, condition }: Right) =>
  [of, who, effect, action, on, condition].filter((part) => part !== '').join(' | ');
