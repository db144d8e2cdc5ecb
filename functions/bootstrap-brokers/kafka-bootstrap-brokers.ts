import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';
import { awsEnvironment } from '../platform/aws-posts.ts';
import type { BrokersResponse } from './find-brokers.ts';

const TIMEOUT_MS = 10_000;

const Body = z.object({ bootstrapBrokerStringSaslIam: z.optional(z.nullable(z.string())) });

/** Asks MSK's API (kafka:GetBootstrapBrokers) with the function's own credentials; there is no client for it in the bundle. */
export const kafkaBootstrapBrokers =
  (endpoint?: string) =>
  async (clusterArn: string): Promise<BrokersResponse> => {
    const { credentials, region } = awsEnvironment();
    const sha256 = Hash.bind(null, 'sha256');
    const url = new URL(
      `/v1/clusters/${encodeURIComponent(clusterArn)}/bootstrap-brokers`,
      endpoint ?? `https://kafka.${region}.amazonaws.com`,
    );
    const signer = new SignatureV4({ service: 'kafka', region, credentials, sha256 });
    const { host, ...headers } = (
      await signer.sign({
        method: 'GET',
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        headers: { host: url.host },
      })
    ).headers;
    try {
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      return interpret(response.status, await response.text());
    } catch (error) {
      return { kind: 'not-yet', reason: `MSK could not be reached: ${String(error)}` };
    }
  };

function interpret(status: number, body: string): BrokersResponse {
  const reason = `kafka:GetBootstrapBrokers was answered ${status}: ${body}`;
  if (status === 200) {
    const brokers = z.parse(Body, JSON.parse(body)).bootstrapBrokerStringSaslIam;
    return brokers
      ? { kind: 'found', brokers }
      : { kind: 'not-yet', reason: `No broker lets clients in by IAM: ${body}` };
  }
  // Denied is also what IAM answers until it knows a new right.
  return { kind: status === 403 || status === 429 || status >= 500 ? 'not-yet' : 'refused', reason };
}
