import { CreateSecretCommand, PutSecretValueCommand, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { expect, inject, it } from 'vitest';
import { endpointClient } from '../../../cli/aws/endpoint-environment.ts';
import { secretsManagerGatewayKey } from '../../../functions/payments/secrets-manager-gateway-key.ts';

it("finds the gateway's key in a secret, and its successor as soon as the gateway refuses it", async () => {
  const secrets = new SecretsManager(endpointClient(inject('emulator').endpoint));
  const SecretId = 'chargeonce/emulator/gateway-key';
  await secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'sk_1' }));
  const key = secretsManagerGatewayKey({ secrets, secretId: SecretId, now: () => new Date(), missed: () => undefined });
  expect(await key.current()).toBe('sk_1');

  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'sk_2' }));
  await key.refused('sk_1');

  expect(await key.current()).toBe('sk_2');
});
