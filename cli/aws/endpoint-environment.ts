/** How the CDK and the SDK are led to an AWS emulator: nothing of it leaves this machine. */
export const endpointEnvironment = (endpoint: string) => ({ ...leadingTo(endpoint), ...ANYBODY });

/** The same for a client of the SDK. */
export const endpointClient = (endpoint: string) => ({
  endpoint,
  region: ANYBODY.AWS_REGION,
  credentials: { accessKeyId: ANYBODY.AWS_ACCESS_KEY_ID, secretAccessKey: ANYBODY.AWS_SECRET_ACCESS_KEY },
});

const leadingTo = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  // S3 has a setting of its own where a profile names one.
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DISABLE_VERSION_CHECK: '1',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
});

const ANYBODY = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };

/**
 * What a command adds to its environment so that the endpoint named by AWS_ENDPOINT_URL is used for everything. An
 * endpoint on this machine needs no credentials: it gets none of yours unless you name them.
 */
export function endpointSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const endpoint = env['AWS_ENDPOINT_URL'];
  if (endpoint === undefined) return {};
  const needsCredentials = env['AWS_ACCESS_KEY_ID'] === undefined && env['AWS_PROFILE'] === undefined;
  const isHere = isOnThisMachine(endpoint);
  const settings = { ...leadingTo(endpoint), ...(isHere && needsCredentials && ANYBODY) };
  return Object.fromEntries(Object.entries(settings).filter(([name]) => env[name] === undefined));
}

function isOnThisMachine(endpoint: string): boolean {
  const url = URL.parse(endpoint);
  if (url === null)
    throw new Error(`AWS_ENDPOINT_URL=${endpoint} is no address: set it to http://host:port, or unset it.`);
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}
