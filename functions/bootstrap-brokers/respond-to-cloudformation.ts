import * as z from 'zod/mini';

const TIMEOUT_MS = 10_000;
/** CloudFormation takes a response of 4 KB. */
const REASON_CHARS = 1_000;

const Request = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /** Takes the response, by PUT. */
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResourceProperties: z.unknown(),
});
type Request = z.output<typeof Request>;
const Properties = z.object({ ClusterArn: z.string() });

interface RespondDeps {
  /** @throws with the reason, which the failed deployment names. */
  readonly findBrokers: (clusterArn: string) => Promise<string>;
}

/**
 * Responds to CloudFormation's request for a custom resource (CloudFormation guide, "Custom resource request objects").
 * @throws where the response is not taken; Lambda then calls the function again, twice at most.
 */
export const respondToCloudFormation =
  (deps: RespondDeps) =>
  async (event: unknown): Promise<void> => {
    const request = z.parse(Request, event);
    const { StackId, RequestId, LogicalResourceId } = request;
    const response = await fetch(request.ResponseURL, {
      method: 'PUT',
      // The URL is signed for a request without a type.
      headers: { 'content-type': '' },
      body: JSON.stringify({
        ...(await outcomeOf(deps, request)),
        // Never another one: CloudFormation would replace the resource.
        PhysicalResourceId: 'bootstrap-brokers',
        StackId,
        RequestId,
        LogicalResourceId,
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok)
      throw new Error(`CloudFormation did not take the response: ${response.status} ${await response.text()}`);
  };

async function outcomeOf({ findBrokers }: RespondDeps, { RequestType, ResourceProperties }: Request) {
  if (RequestType === 'Delete') return { Status: 'SUCCESS' };
  try {
    const { ClusterArn } = z.parse(Properties, ResourceProperties);
    return { Status: 'SUCCESS', Data: { BootstrapBrokerStringSaslIam: await findBrokers(ClusterArn) } };
  } catch (error) {
    return { Status: 'FAILED', Reason: String(error).slice(0, REASON_CHARS) };
  }
}
