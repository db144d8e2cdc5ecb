import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** By a part of the request: its action, quota, path or a parameter. */
export type Answers = Readonly<Record<string, Answer>>;

export const quota = (Value: number): Answer => ({ body: { Quota: { Value } } });
export const refused = (status: number, code: string): Answer => ({
  status,
  body: { __type: code, message: 'not you' },
});
/** A page of EC2's. */
export const described = (element: string, count: number, next = ''): Answer => ({
  body: `<set>${`<item><${element}>x</${element}></item>`.repeat(count)}</set>${next && `<nextToken>${next}</nextToken>`}`,
});
/** A page of MSK's. */
export const clusters = (numberOfBrokerNodes: number, nextToken?: string): Answer => ({
  body: { clusterInfoList: [{ provisioned: { numberOfBrokerNodes } }, { serverless: {} }], nextToken },
});

const NO_STACK: Answer = {
  status: 400,
  body: '<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>',
};

const PLENTY: Answers = {
  DescribeStacks: NO_STACK,
  'L-EDD31C36': quota(90),
  'L-B2FDE22A': quota(100),
  'L-1B52E74A': quota(20),
  'L-29B6F2EB': quota(50),
  'L-F678F1CE': quota(5),
  DescribeVpcEndpoints: described('vpcEndpointId', 3),
  DescribeVpcs: described('isDefault', 2),
  '/api/v2/clusters': clusters(6),
  '/v1/configurations': { body: { configurations: [{}] } },
};

/** What CloudFormation answers where the stage has its messaging stack, with these resources. */
export const deployed = (resources: readonly { readonly id: string; readonly type: string }[]): Answers => ({
  'chargeonce-dev-flow': NO_STACK,
  'chargeonce-dev-topics': NO_STACK,
  DescribeStacks: response(
    'DescribeStacks',
    '<Stacks><member><StackName>chargeonce-dev-messaging</StackName><StackStatus>CREATE_COMPLETE</StackStatus></member></Stacks>',
  ),
  GetTemplate: response('GetTemplate', '<TemplateBody>{"Resources":{}}</TemplateBody>'),
  ListStackResources: response(
    'ListStackResources',
    `<StackResourceSummaries>${resources.map(summary).join('')}</StackResourceSummaries>`,
  ),
});

const response = (action: string, result: string): Answer => ({
  body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
});
const summary = ({ id, type }: { readonly id: string; readonly type: string }) =>
  `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>vpc-${id}</PhysicalResourceId>` +
  `<ResourceType>${type}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`;

/** An account at one address, with plenty of all that `differing` says nothing about; `asked` are the requests. */
export async function serveAccount(differing: Answers) {
  const asked: string[] = [];
  // What differs is looked for first.
  const answers = Object.entries({ ...differing, ...PLENTY, ...differing });
  const server = createServer(async (request, response) => {
    const question = `${request.headers['x-amz-target'] ?? ''} ${request.url ?? ''} ${await text(request)}`;
    asked.push(question);
    const [, answer] = answers.find(([part]) => question.includes(part)) ?? [];
    const { status = 200, body } = answer ?? { status: 500, body: question };
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, [Symbol.asyncDispose]: async () => void server.close() };
}
