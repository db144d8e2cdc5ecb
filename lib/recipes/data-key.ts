import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { StageSettings } from './stage-settings.ts';

const ID = 'Key';

/** The key by which the scope's stack encrypts what it keeps, one for all of it; undefined where AWS's own keys do. */
export function dataKey(scope: Construct, stage: StageSettings): Key | undefined {
  if (stage.encryption === 'aws') return undefined;
  const stack = Stack.of(scope);
  const made = stack.node.tryFindChild(ID);
  return made instanceof Key ? made : newKey(stack, stage);
}

function newKey(stack: Stack, { name, keepsData }: StageSettings) {
  const key = new Key(stack, ID, {
    description: `Orders, payments and logs of chargeonce-${name}`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(7),
    // What outlives the stack can be read only as long as its key is there.
    removalPolicy: keepsData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  });
  const logGroup = (prefix: string) =>
    stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${prefix}/${name}/*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: USE,
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': [logGroup('/chargeonce'), logGroup('/aws/vendedlogs/chargeonce')],
        },
      },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      // Without a condition: an account or a service that is named here keeps alarms from being sent.
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
    }),
  );
  return key;
}

/** What AWS's guides ask for where a service encrypts for a caller, written out. */
const USE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** By the prefix of an action: what its caller needs of the key besides. */
const USED_BY: Readonly<Record<string, readonly string[]>> = {
  dynamodb: USE,
  s3: ['kms:Decrypt', 'kms:GenerateDataKey'],
};

/** What lets a holder of these rights at a service use the key, through that service alone. */
export const usesOf = (key: Key, { actions }: PolicyStatement) =>
  Object.entries(USED_BY)
    .filter(([service]) => actions.some((action) => action.startsWith(`${service}:`)))
    .map(
      ([service, uses]) =>
        new PolicyStatement({
          actions: [...uses],
          resources: [key.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(key).region}.amazonaws.com` } },
        }),
    );
