/** Runs a function once with an event. A function error (thrown, timed out, crashed) is an answer, not an exception. */
export type Invoke = (functionName: string, event: unknown) => Promise<InvokeAnswer>;

export type InvokeAnswer =
  | { readonly kind: 'returned'; readonly payload: unknown }
  | { readonly kind: 'failed'; readonly error: string };
