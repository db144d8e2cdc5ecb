/** Runs a function once with an event. A function error (thrown, timed out, crashed) is an answer, not an exception. */
export type Invoke = (functionName: string, event: unknown) => Promise<InvokeResponse>;

export type InvokeResponse =
  | { readonly kind: 'returned'; readonly payload: unknown }
  | { readonly kind: 'failed'; readonly error: string };

/** A function's name from its name or its ARN, either with or without a version or an alias: each has one version here. */
export function functionName(nameOrArn: string): string {
  const parts = nameOrArn.split(':');
  return parts[parts.indexOf('function') + 1] ?? nameOrArn;
}

/** From the runner to an execution environment. */
export interface Invocation {
  readonly id: string;
  readonly event: unknown;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** From an execution environment to the runner. */
export type Answer = { readonly kind: 'ready' } | InvokeResponse;
