import * as z from 'zod/mini';
import type { AwsClient } from '../aws/caller.ts';
import { type Send, sendSigned } from '../aws/send.ts';

/** An account, in the region of the client. */
export interface AccountRead {
  /** The account's number. */
  readonly id: string;
  readonly client: AwsClient;
}

const Limit = z.object({ Quota: z.object({ Value: z.number() }) });

/**
 * What the account may have in its region: the value of its own or, where it has none, that of AWS.
 * @throws where it can't be asked, with the action and the answer; the functions below, too.
 */
export async function readQuota(account: AccountRead, quota: { readonly service: string; readonly code: string }) {
  const body = JSON.stringify({ ServiceCode: quota.service, QuotaCode: quota.code });
  const read = (operation: string) =>
    ask(account, `servicequotas:${operation}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `ServiceQuotasV20190624.${operation}`,
      },
      body,
    });
  const json = await read('GetServiceQuota').catch((error: unknown) => {
    if (String(error).includes('NoSuchResourceException')) return read('GetAWSDefaultServiceQuota');
    throw error;
  });
  return z.parse(Limit, JSON.parse(json)).Quota.Value;
}

/** A VPC that another account shares does not count. Not counted by `vpcId`: parts of a VPC may name it, too. */
export const countVpcs = (account: AccountRead) =>
  countInEc2(account, { action: 'DescribeVpcs', element: 'isDefault', filters: { 'owner-id': account.id } });

export const countEndpoints = (account: AccountRead, filters: Filters) =>
  countInEc2(account, { action: 'DescribeVpcEndpoints', element: 'vpcEndpointId', filters });

/** The names are EC2's. */
type Filters = Readonly<Record<string, string>>;

interface InEc2 {
  readonly action: string;
  /** Occurs once in the description of each. */
  readonly element: string;
  readonly filters: Filters;
}

async function countInEc2(account: AccountRead, { action, element, filters }: InEc2): Promise<number> {
  const query = new URLSearchParams({ Action: action, Version: '2016-11-15', MaxResults: '1000' });
  for (const [index, [name, value]] of Object.entries(filters).entries()) {
    query.set(`Filter.${index + 1}.Name`, name);
    query.set(`Filter.${index + 1}.Value.1`, value);
  }
  const request = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } } as const;
  let count = 0;
  for (;;) {
    const xml = await ask(account, `ec2:${action}`, { ...request, body: query.toString() });
    count += xml.split(`<${element}>`).length - 1;
    const token = /<nextToken>([^<]+)</.exec(xml)?.[1];
    if (token === undefined) return count;
    query.set('NextToken', token);
  }
}

const Clusters = z.object({
  clusterInfoList: z.array(z.object({ provisioned: z.optional(z.object({ numberOfBrokerNodes: z.number() })) })),
});
const Configurations = z.object({ configurations: z.array(z.unknown()) });

/** Serverless clusters have no brokers that count. */
export async function countMskBrokers(account: AccountRead): Promise<number> {
  const pages = await listInMsk(account, 'ListClustersV2', '/api/v2/clusters');
  const clusters = pages.flatMap((page) => z.parse(Clusters, page).clusterInfoList);
  return clusters.reduce((sum, { provisioned }) => sum + (provisioned?.numberOfBrokerNodes ?? 0), 0);
}

export async function countConfigurations(account: AccountRead): Promise<number> {
  const pages = await listInMsk(account, 'ListConfigurations', '/v1/configurations');
  return pages.flatMap((page) => z.parse(Configurations, page).configurations).length;
}

const Next = z.object({ nextToken: z.optional(z.nullable(z.string())) });

async function listInMsk(account: AccountRead, action: string, path: string): Promise<unknown[]> {
  const pages: unknown[] = [];
  const query = new URLSearchParams({ maxResults: '100' });
  for (;;) {
    const page: unknown = JSON.parse(await ask(account, `kafka:${action}`, { path: `${path}?${query.toString()}` }));
    pages.push(page);
    const { nextToken } = z.parse(Next, page);
    if (!nextToken) return pages;
    query.set('nextToken', nextToken);
  }
}

type Asked = Parameters<Send>[1] & { readonly path?: string };

/** The body of what a service answers to an action, named as IAM does. */
async function ask({ client }: AccountRead, action: string, { path = '/', ...request }: Asked): Promise<string> {
  const [service = ''] = action.split(':');
  const base = process.env['AWS_ENDPOINT_URL'] ?? `https://${service}.${client.region}.amazonaws.com`;
  const response = await sendSigned(base, { ...client, service })(path, request);
  const body = await response.text();
  if (response.status === 200) return body;
  throw new Error(`${action} was answered ${response.status}: ${body.replaceAll(/\s+/g, ' ').slice(0, 300)}`);
}
