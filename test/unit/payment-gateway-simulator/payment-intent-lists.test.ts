import { describe, expect, it } from 'vitest';
import { aSimulator, START } from './a-simulator.ts';

/** A simulator with an intent of 101, 102 and so on, one second apart. */
async function withIntents(count: number) {
  const simulator = aSimulator();
  const ids: string[] = [];
  for (let number = 1; number <= count; number++) {
    ids.push(await simulator.anIntent({ amount: String(100 + number), 'metadata[eventId]': `evt ${number % 2}` }));
    simulator.letPass(1);
  }
  const list = async (query = '') => {
    const { body } = await simulator.call(`GET /v1/payment_intents?${query}`);
    return { amounts: body.data.map(({ amount }: { amount: number }) => amount), hasMore: body.has_more };
  };
  return { ...simulator, ids, list };
}

describe('list payment intents', () => {
  it('shows them page by page, newest first, forwards and backwards', async () => {
    const { ids, list } = await withIntents(5);

    expect(await list('limit=2')).toEqual({ amounts: [105, 104], hasMore: true });
    expect(await list(`limit=2&starting_after=${ids[3]}`)).toEqual({ amounts: [103, 102], hasMore: true });
    expect(await list(`limit=2&starting_after=${ids[1]}`)).toEqual({ amounts: [101], hasMore: false });
    expect(await list(`limit=2&ending_before=${ids[1]}`)).toEqual({ amounts: [104, 103], hasMore: true });
    expect(await list(`limit=2&ending_before=${ids[3]}`)).toEqual({ amounts: [105], hasMore: false });
  });

  it('shows those that were created in a period', async () => {
    const { list } = await withIntents(4);
    const second = (number: number) => START / 1_000 + number - 1;

    expect(await list(`created[gte]=${second(2)}&created[lte]=${second(3)}`)).toMatchObject({ amounts: [103, 102] });
    expect(await list(`created[gt]=${second(2)}&created[lt]=${second(4)}`)).toMatchObject({ amounts: [103] });
    expect(await list(`created[gte]=${second(5)}`)).toEqual({ amounts: [], hasMore: false });
    expect(await list('created[lte]=99999999999')).toMatchObject({ amounts: [104, 103, 102, 101] });
    expect(await list('created[gte]=99999999999')).toMatchObject({ amounts: [] });
  });

  it('shows what was confirmed a moment ago, and ends what is over', async () => {
    const { call, anIntent, about, letPass } = aSimulator();
    await about(await anIntent()).confirm();
    await about(await anIntent({ payment_method: 'pm_processing' })).confirm();
    letPass(10);

    expect((await call('GET /v1/payment_intents')).body).toMatchObject({
      ...{ object: 'list', url: '/v1/payment_intents' },
      data: [{ status: 'succeeded' }, { status: 'succeeded' }],
    });
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'created[gte]=x', 'surprise=1', 'starting_after=pi_none'])(
    'refuses %s',
    async (query) => {
      expect(await aSimulator().call(`GET /v1/payment_intents?${query}`)).toMatchObject({ status: 400 });
    },
  );
});

describe('search for payment intents', () => {
  const search = (text: string, others = '') =>
    `GET /v1/payment_intents/search?query=${encodeURIComponent(text)}${others}`;

  it('finds by metadata, but nothing of the last seconds', async () => {
    const { call, ids, letPass } = await withIntents(3);
    const found = async () => (await call(search("metadata['eventId']:'evt 1'"))).body;

    expect(await found()).toMatchObject({ object: 'search_result', has_more: false, data: [] });
    letPass(3);
    expect((await found()).data).toMatchObject([{ id: ids[0] }]);
    letPass(3);
    expect((await found()).data).toMatchObject([{ id: ids[2] }, { id: ids[0] }]);
  });

  it('shows what it finds page by page, however many it has to read', async () => {
    const { call, letPass } = await withIntents(205);
    letPass(5);
    const found: unknown[] = [];

    let page = '';
    do {
      const { body } = await call(search("metadata['eventId']:'evt 1'", `&limit=100${page && `&page=${page}`}`));
      found.push(...body.data);
      page = body.next_page ?? '';
    } while (page);

    expect(found).toHaveLength(103);
  });

  it('refuses a query that it does not know', async () => {
    expect(await aSimulator().call(search("amount>'1'"))).toMatchObject({ status: 400 });
  });
});
