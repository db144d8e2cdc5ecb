import { describe, expect, it } from 'vitest';
import { lambdaKafkaOperator } from '../../../functions/auditor/lambda-kafka-operator.ts';

const REQUEST = { action: 'describe-topic', topic: 'orders' } as const;
const busy = () => Object.assign(new Error('Rate Exceeded.'), { name: 'TooManyRequestsException' });

/** The function, busy for so many tries. */
function anOperator({ busyFor = 0, answer = { isError: false, payload: '{"partitions":[]}' }, fails = busy }) {
  const calls: [string, unknown][] = [];
  let pauses = 0;
  const ask = lambdaKafkaOperator({
    functionName: 'the-operator',
    async invoke(name, payload) {
      calls.push([name, JSON.parse(payload)]);
      if (calls.length <= busyFor) throw fails();
      return answer;
    },
    pause: async () => pauses++,
  });
  return { ask, calls, pauses: () => pauses };
}

describe('asking kafka-operator', () => {
  it('sends the request and answers what the function answers', async () => {
    const { ask, calls } = anOperator({});

    expect(await ask(REQUEST)).toEqual({ partitions: [] });

    expect(calls).toEqual([['the-operator', REQUEST]]);
  });

  it('asks again after a while where it runs as often as it may', async () => {
    const { ask, pauses } = anOperator({ busyFor: 9 });

    expect(await ask(REQUEST)).toEqual({ partitions: [] });

    expect(pauses()).toBe(9);
  });

  it('gives up after ten tries', async () => {
    const { ask, calls } = anOperator({ busyFor: 10 });

    await expect(ask(REQUEST)).rejects.toThrow('Rate Exceeded.');

    expect(calls).toHaveLength(10);
  });

  it('repeats nothing that fails for another reason', async () => {
    const { ask, calls } = anOperator({ busyFor: 1, fails: () => new Error('no way') });

    await expect(ask(REQUEST)).rejects.toThrow('no way');

    expect(calls).toHaveLength(1);
  });

  it('says what the function failed with', async () => {
    const { ask } = anOperator({ answer: { isError: true, payload: '{"errorMessage":"no leader"}' } });

    await expect(ask(REQUEST)).rejects.toThrow(
      'the-operator did not answer describe-topic: {"errorMessage":"no leader"}',
    );
  });
});
