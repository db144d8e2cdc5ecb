/** An error as one line that says what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ECONNREFUSED')
    return `Nothing answers at ${addressOf(error)}. Does the system run? Start it with: npm start (or set its ports)`;
  if (error.name === 'CredentialsProviderError')
    return `${error.message}: sign in to AWS, or name a profile with --profile`;
  return error.message;
}

const addressOf = (error: Error) =>
  'address' in error && 'port' in error ? [error.address, error.port].join(':') : 'its port';
