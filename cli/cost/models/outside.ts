import type { StageResources } from '../resources.ts';
import type { Usage } from '../usage.ts';

/** The end of a secret's ARN in a policy. */
const SECRET = /:secret:([\w/-]+)-\?{6}/g;

/** The gateway's key, and what it signs its events with: secrets that functions read, and that their owner makes. */
export function outsideTheTemplates(stage: StageResources): Usage[] {
  if (stage.some(({ type }) => type === 'AWS::SecretsManager::Secret')) return [];
  const names = stage.flatMap(({ properties }) =>
    Array.from(JSON.stringify(properties).matchAll(SECRET), ([, name]) => name),
  );
  return [...new Set(names)].map((name) => ({ what: `secret ${String(name)}`, price: 'secret', always: 1 }));
}
