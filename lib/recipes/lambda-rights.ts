import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';

interface NamedFunction extends LambdaFunction {
  readonly fixedName: string;
}

/**
 * Rights that Lambda uses with a function's role, and its code never: they come with no narrower resource than `*`, so the
 * code is denied them. Lambda puts the function's ARN into the credentials of the code, and not into those of its own calls.
 */
export function allowLambdaAlone(target: NamedFunction, actions: readonly string[]) {
  const all = { actions: [...actions], resources: ['*'] };
  target.addToRolePolicy(new PolicyStatement(all));
  target.addToRolePolicy(
    new PolicyStatement({
      ...all,
      effect: Effect.DENY,
      // Nothing says whether the code of a version carries its number.
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': [arnOf(target), `${arnOf(target)}:*`] } },
    }),
  );
}

/** Lets a function read one secret, by its name. */
export function allowReadingSecret(reader: LambdaFunction, name: string) {
  const secretArn = Stack.of(reader).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    // A secret's ARN ends in six characters of Secrets Manager's own.
    resourceName: `${name}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  reader.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }));
}

/**
 * Lets a function update rows in these attributes, the key among them, and in no other. DynamoDB judges an update by all
 * attributes that it names, compared ones too; it may answer with those alone.
 */
export function allowUpdating(writer: LambdaFunction, table: ITable, attributes: readonly string[]) {
  writer.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:UpdateItem'],
      resources: [table.tableArn],
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    }),
  );
}

/** Lets a function update rows with these keys, and no other row. */
export function allowUpdatingRows(writer: LambdaFunction, table: ITable, keys: readonly string[]) {
  writer.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:UpdateItem'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': keys } },
    }),
  );
}

/** Written out: a reference would close a circle, since a function waits for its rights. */
const arnOf = (target: NamedFunction) =>
  Stack.of(target).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: target.fixedName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
