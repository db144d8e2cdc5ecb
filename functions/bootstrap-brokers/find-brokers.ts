/** MSK's answer to one call. */
export type BrokersResponse =
  | { readonly kind: 'found'; readonly brokers: string }
  /** Another call may help: IAM does not know the right yet, MSK is busy, or the brokers have no address yet. */
  | { readonly kind: 'not-yet'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

export interface FindBrokersDeps {
  /** Asks MSK once. `brokers` are host:port of each, separated by commas. */
  readonly ask: (clusterArn: string) => Promise<BrokersResponse>;
  readonly mayAskAgain: () => boolean;
  readonly pause: () => Promise<unknown>;
}

/**
 * Asks MSK for a cluster's brokers until it names them.
 * @throws what MSK said last, where it refuses or the time is up.
 */
export const findBrokers =
  ({ ask, mayAskAgain, pause }: FindBrokersDeps) =>
  async (clusterArn: string): Promise<string> => {
    for (;;) {
      const response = await ask(clusterArn);
      if (response.kind === 'found') return response.brokers;
      if (response.kind === 'refused' || !mayAskAgain()) throw new Error(response.reason);
      await pause();
    }
  };
