import type { StageResources } from '../resources.ts';
import type { Usage } from '../usage.ts';

/** The gateway's key is in a secret that its owner makes, before the stage is deployed. */
export function outsideTheTemplates(stage: StageResources): Usage[] {
  const reads = stage.some(({ properties }) =>
    /resolve:secretsmanager:|secretsmanager:GetSecretValue/.test(JSON.stringify(properties)),
  );
  const makes = stage.some(({ type }) => type === 'AWS::SecretsManager::Secret');
  return reads && !makes ? [{ what: "secret with the gateway's key", price: 'secret', always: 1 }] : [];
}
