import { afterEach, expect, it } from 'vitest';
import { leanDynamo } from '../../../functions/platform/lean-dynamo.ts';
import { LOCAL_AWS } from '../../harness/local-aws.ts';
import { rawResponse, serveRaw } from '../../harness/raw-server.ts';

let close = () => {};
afterEach(() => close());

it('repeats a transaction whose response was lost under the same token, so that it does not meet its own first try', async () => {
  const answers = ['', rawResponse(200, '{}')];
  const server = await serveRaw((socket) => socket.end(answers.shift() ?? rawResponse(200, '{}')));
  close = server.close;
  const dynamo = leanDynamo({ ...LOCAL_AWS, AWS_ENDPOINT_URL_DYNAMODB: `http://${server.address}` });

  await dynamo.transactWriteItems({ TransactItems: [] });
  await dynamo.transactWriteItems({ TransactItems: [] });

  const tokens = server.requests.map(({ body }) => /"ClientRequestToken":"([^"]+)"/.exec(body)?.[1]);
  expect(tokens).toEqual([expect.any(String), tokens[0], expect.any(String)]);
  expect(tokens[2]).not.toBe(tokens[0]);
});
