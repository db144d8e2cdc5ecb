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
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': arnOf(target) } },
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
