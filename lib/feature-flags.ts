/** In code rather than in cdk.json, so that `bin/cdk-app.mjs`, a test and the CDK CLI make the same template. */
export const featureFlags = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-iam:standardizedServicePrincipals': true,
  '@aws-cdk/core:checkSecretUsage': true,
  // Exports hold their values: the cluster can't be replaced under a flow that uses it.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  // Tags of a stack are CloudFormation's to spread; templates stay without.
  '@aws-cdk/core:explicitStackTags': true,
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/core:target-partitions': ['aws'],
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/customresources:installLatestAwsSdkDefault': false,
};

/** For who reads the templates alone: nothing is bundled. */
export const wiringAlone = {
  ...featureFlags,
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:disable-asset-staging': true,
};
