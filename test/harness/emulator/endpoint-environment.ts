/** How the CDK and the SDK are led to an endpoint that imitates AWS: nothing of it leaves this machine. */
export const endpointEnvironment = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  // S3 has a setting of its own where a profile names one.
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DISABLE_VERSION_CHECK: '1',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
});

/** The same for a client of the SDK. */
export const endpointClient = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
