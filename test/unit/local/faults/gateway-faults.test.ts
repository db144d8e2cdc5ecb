import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveHttp } from '../../../../lambda-local/http/http-api.ts';
import { jsonResponse } from '../../../../lambda-local/http/payload.ts';
import { gatewayFaults } from '../../../../local/faults/gateway-faults.ts';

const CONFIRM = '/v1/payment_intents/pi_1/confirm';

describe('the gateway of one machine', () => {
  it('is as it is while nothing is switched on', async () => {
    const { post, reached } = await aGateway();

    expect(await post(CONFIRM)).toBe(200);
    expect(reached).toEqual([CONFIRM]);
  });

  it('answers 503 to the share that is asked for, and was not reached then', async () => {
    const { post, begin, reached, strikes } = await aGateway({ randoms: [0.49, 0.5] });
    const end = await begin('failing-gateway', 50);

    expect([await post(CONFIRM), await post(CONFIRM)]).toEqual([503, 200]);
    expect(reached).toHaveLength(1);
    expect(strikes).toEqual(['failing-gateway']);

    end();
    expect(await post(CONFIRM)).toBe(200);
  });

  it('lets who is no payment function read the ledger', async () => {
    const { post, begin } = await aGateway({ randoms: [0] });
    await begin('failing-gateway', 100);

    expect(await post('/v1/payment_intents', 'curl/8')).toBe(200);
  });

  it('charges and gives no answer', async () => {
    const { send, post, begin, reached, strikes } = await aGateway();
    await begin('timeout-after-charge', 0);
    expect(await post('/v1/payment_intents')).toBe(200);

    const { waiting, ended } = send(CONFIRM);
    await expect.poll(() => reached).toContain(CONFIRM);
    waiting.destroy();

    expect(await ended).toBe('ECONNRESET');
    expect(strikes).toEqual(['timeout-after-charge']);
  });

  it('ends the processor after the charge as often as is asked for', async () => {
    const { post, begin, kills } = await aGateway();
    await begin('kill-processor', 2);

    for (const path of ['/v1/payment_intents', CONFIRM, CONFIRM, CONFIRM]) await post(path);

    expect(kills).toEqual([[CONFIRM], [CONFIRM, CONFIRM]]);
  });

  it('holds back its answers', async () => {
    const { post, begin } = await aGateway();
    await begin('slow-gateway', 50);
    const began = performance.now();

    await post(CONFIRM);

    expect(performance.now() - began).toBeGreaterThanOrEqual(49);
  });
});

interface Chances {
  readonly randoms?: number[];
}

async function aGateway({ randoms = [] }: Chances = {}) {
  const reached: string[] = [];
  const kills: string[][] = [];
  const strikes: string[] = [];
  const { faults, around } = gatewayFaults({
    killProcessor: () => void kills.push(reached.filter((url) => url === CONFIRM)),
    random: () => randoms.shift() ?? 1,
  });
  const handler = around(async ({ url = '' }) => {
    reached.push(url);
    return jsonResponse(200, {});
  });
  const { port, stop } = await serveHttp(0, handler);
  onTestFinished(stop);
  const send = (path: string, agent = 'Stripe/v1 NodeBindings/23.1.0') => {
    const headers = { 'user-agent': agent, connection: 'close' };
    const waiting = request({ host: '127.0.0.1', port, path, method: 'POST', headers });
    waiting.end();
    const ended = once(waiting, 'response').then(
      ([response]) => Number(response.resume().statusCode),
      (error: unknown) => Object(error).code,
    );
    return { waiting, ended };
  };
  return {
    reached,
    kills,
    strikes,
    send,
    post: (path: string, agent?: string) => send(path, agent).ended,
    begin: async (wanted: string, value: number) =>
      (faults.find(({ id }) => id === wanted) ?? expect.fail(`no fault ${wanted}`)).begin(value, () =>
        strikes.push(wanted),
      ),
  };
}
