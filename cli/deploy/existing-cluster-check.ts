import * as z from 'zod/mini';
import type { Send } from '../smoke/send.ts';

const Provisioned = z.object({
  numberOfBrokerNodes: z.number(),
  brokerNodeGroupInfo: z.object({ instanceType: z.string() }),
  clientAuthentication: z.optional(
    z.object({ sasl: z.optional(z.object({ iam: z.optional(z.object({ enabled: z.boolean() })) })) }),
  ),
});
type Provisioned = z.output<typeof Provisioned>;

const Response = z.object({ clusterInfo: z.object({ state: z.string(), provisioned: z.optional(Provisioned) }) });

/**
 * Asks MSK about a cluster that a stage is put on: whether its brokers are Express ones, which refuse settings of topics.
 * @throws where the stage can't be put there, with the reason.
 */
export async function checkExistingCluster(send: Send, arn: string): Promise<{ readonly express: boolean }> {
  const response = await send(`/api/v2/clusters/${encodeURIComponent(arn)}`);
  const body = await response.text();
  if (response.status === 404) throw new Error(`There is no cluster ${arn} in this account and region: see --cluster.`);
  if (response.status !== 200)
    throw new Error(`MSK could not be asked about ${arn} (kafka:DescribeClusterV2): ${response.status} ${body}`);
  const { state, provisioned } = z.parse(Response, JSON.parse(body)).clusterInfo;
  if (provisioned === undefined)
    throw new Error(`${arn} is an MSK Serverless cluster: take a provisioned one (docs/brokers.md).`);
  const lacks = lacksOf(provisioned, state);
  if (lacks.length > 0) throw new Error(`The cluster ${arn} ${lacks.join('; ')} (docs/brokers.md).`);
  return { express: provisioned.brokerNodeGroupInfo.instanceType.startsWith('express.') };
}

function lacksOf({ numberOfBrokerNodes, clientAuthentication }: Provisioned, state: string): string[] {
  return [
    ...(state === 'ACTIVE' ? [] : [`is ${state}: wait until it is ACTIVE`]),
    ...(numberOfBrokerNodes >= 3 ? [] : [`has ${numberOfBrokerNodes} brokers, and three copies need three`]),
    ...(clientAuthentication?.sasl?.iam?.enabled ? [] : ['lets nobody in by IAM: turn IAM authentication on']),
  ];
}
