import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { deleteStacks } from '../../../../cli/destroy/delete-stacks.ts';

const listed = (kind: string, objects: readonly string[]) =>
  objects.map((key) => `<${kind}><Key>${key}</Key><VersionId>v-${key}</VersionId></${kind}>`).join('');

/** AWS with these objects in its buckets, of which `locked` is not deleted; each stack is gone once it is deleted. */
async function anAws(buckets: Record<string, string[]>) {
  const happened: string[] = [];
  const s3 = (bucket: string, method: string, body: string) => {
    const objects = buckets[bucket] ?? [];
    if (method === 'GET') {
      const [first, ...others] = objects.slice(0, 2);
      const versions = first === undefined ? '' : listed('Version', [first]) + listed('DeleteMarker', others);
      return `<ListVersionsResult>${versions}</ListVersionsResult>`;
    }
    const named = [...body.matchAll(/<Key>([^<]+)<\/Key><VersionId>v-\1<\/VersionId>/g)].map(([, key]) => key ?? '');
    const deleted = named.filter((key) => key !== 'locked');
    buckets[bucket] = objects.filter((key) => !deleted.includes(key));
    happened.push(`${bucket}: ${deleted.join(' ')}`);
    const failed = named.includes('locked') ? '<Error><Key>locked</Key><Message>is held</Message></Error>' : '';
    return `<DeleteResult>${failed}</DeleteResult>`;
  };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [, bucket = ''] = new URL(request.url ?? '', 'http://localhost').pathname.split('/');
    if (bucket !== '') {
      response.end(s3(bucket, request.method ?? '', body));
      return;
    }
    const asked = new URLSearchParams(body);
    if (asked.get('Action') === 'DeleteStack') {
      happened.push(`deleted ${asked.get('StackName')}`);
      response.end('<DeleteStackResponse/>');
      return;
    }
    response.writeHead(400).end('<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { happened, buckets, close };
}

afterEach(() => vi.unstubAllEnvs());

const flow = (...buckets: readonly { id: string; retained: boolean }[]) => ({
  name: 'chargeonce-prod-flow',
  arn: 'arn:flow',
  status: 'UPDATE_COMPLETE',
  protected: false,
  resources: [
    ...buckets.map((bucket) => ({ type: 'AWS::S3::Bucket', logicalId: bucket.id, ...bucket })),
    { type: 'AWS::DynamoDB::Table', logicalId: 'Orders', id: 'orders', retained: false },
  ],
});
const client = { region: 'us-east-1' };

describe('delete stacks with what is in their buckets', () => {
  it('empties what goes with its stack, to the last version and marker, and never what is kept', async () => {
    const aws = await anAws({ logs: ['a', 'b', 'c'], kept: ['paid-orders'] });
    const lines: string[] = [];
    const stack = flow({ id: 'logs', retained: false }, { id: 'kept', retained: true });

    await deleteStacks([stack], client, { print: (line) => lines.push(line) });

    expect(aws.happened).toEqual(['logs: a b', 'logs: c', 'deleted arn:flow']);
    expect(aws.buckets).toEqual({ logs: [], kept: ['paid-orders'] });
    expect(lines[0]).toContain('emptied  logs  (3 objects)');
    aws.close();
  });

  it('deletes no stack whose bucket could not be emptied, and says why', async () => {
    const aws = await anAws({ logs: ['a', 'locked'] });

    const deletion = deleteStacks([flow({ id: 'logs', retained: false })], client, { print: () => {} });

    await expect(deletion).rejects.toThrow('logs could not be emptied: locked: is held');
    expect(aws.happened).toEqual(['logs: a']);
    aws.close();
  });
});
