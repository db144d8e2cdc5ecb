import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveHttp } from '../../../../lambda-local/http/http-api.ts';
import { jsonResponse } from '../../../../lambda-local/http/payload.ts';
import { tableFaults } from '../../../../local/faults/table-faults.ts';

const WRITE = { TableName: 'orders', Item: { orderId: { S: 'o-1' } } };

describe('the tables of one machine', () => {
  it('refuse the share of the writes that is asked for, as DynamoDB does, and let everything else pass', async () => {
    const { begin, client, reached, redirected, strikes } = await someTables({ randoms: [0.29, 0.3] });
    await begin('throttle-table', 30);
    const dynamo = client();

    await expect(dynamo.putItem(WRITE)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await dynamo.putItem(WRITE);
    const read = await dynamo.getItem({ TableName: 'orders', Key: { orderId: { S: 'o-1' } } });

    expect(reached).toEqual(['PutItem', 'GetItem']);
    expect(read.Item).toEqual({ of: { S: 'GetItem' } });
    expect(redirected).toEqual(['everybody']);
    expect(strikes).toEqual(['throttle-table']);
  });

  it('are reached directly again at the end', async () => {
    const { begin, redirected } = await someTables();

    const end = await begin('throttle-table', 30);
    end();

    expect(redirected).toEqual(['everybody', 'back']);
  });

  it('never see a receipt whose publisher is killed, as often as is asked for', async () => {
    const { begin, client, reached, kills, strikes } = await someTables();
    await begin('kill-publisher', 1);
    const dynamo = client();
    const receipt = { receipt: { M: { offset: { N: '1' } } } };

    await expect(dynamo.putItem({ ...WRITE, Item: { ...WRITE.Item, ...receipt } })).rejects.toThrow();
    await dynamo.putItem({ ...WRITE, Item: { ...WRITE.Item, ...receipt } });
    await dynamo.putItem(WRITE);

    expect(kills).toEqual([[]]);
    expect(strikes).toEqual(['kill-publisher']);
    expect(reached).toEqual(['PutItem', 'PutItem']);
  });
});

interface Chances {
  readonly randoms?: number[];
}

async function someTables({ randoms = [] }: Chances = {}) {
  const [reached, redirected]: [string[], string[]] = [[], []];
  const kills: string[][] = [];
  const strikes: string[] = [];
  const tables = await serveHttp(0, async ({ headers }) => {
    const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
    reached.push(operation);
    return jsonResponse(200, { Item: { of: { S: operation } } });
  });
  onTestFinished(tables.stop);
  let endpoint = '';
  const { faults, stop } = tableFaults({
    endpoint: `http://127.0.0.1:${tables.port}`,
    redirect(whose, url) {
      endpoint = url;
      redirected.push(whose);
      return () => void redirected.push('back');
    },
    killPublisher: () => void kills.push([...reached]),
    random: () => randoms.shift() ?? 1,
  });
  onTestFinished(async () => {
    await stop();
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return {
    reached,
    redirected,
    kills,
    strikes,
    client: () => new DynamoDB({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }),
    begin: async (wanted: string, value: number) =>
      (faults.find(({ id }) => id === wanted) ?? expect.fail(`no fault ${wanted}`)).begin(value, () =>
        strikes.push(wanted),
      ),
  };
}
