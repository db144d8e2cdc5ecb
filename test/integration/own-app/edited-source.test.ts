import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyCheckout } from '../../harness/checkout-copy.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { nothingIsLeft } from '../../harness/processes.ts';
import { freePorts, readOutput, type StartedApp, spawnRunner, startApp } from '../../harness/running-app.ts';
import { waitFor } from '../../harness/wait-for.ts';

const copy = copyCheckout();
let app: StartedApp;

beforeAll(async () => {
  app = await startApp({ root: copy.root });
});

afterAll(async () => {
  await app.remove();
  copy.remove();
});

const OPENAPI = 'functions/order-api/openapi.ts';

describe('a source of a function that is edited', () => {
  it('is in the next answers', async () => {
    copy.edit(OPENAPI, "title: 'chargeonce orders'", "title: 'edited'");

    await waitFor(async () => (await titleOfApi()) === 'edited', { within: 15_000, what: 'the new code' });
    expect(readOutput(app.output).infos).toContain('order-api changed and is loaded anew');
  });

  it('is in the next answers also where another file took its place, and again', async () => {
    for (const title of ['checked out', 'edited']) {
      const source = readFileSync(join(copy.root, OPENAPI), 'utf8');
      const draft = join(copy.root, 'draft.ts');
      writeFileSync(draft, source.replace(/title: '.*'/, `title: '${title}'`));
      renameSync(draft, join(copy.root, OPENAPI));

      await waitFor(async () => (await titleOfApi()) === title, { within: 15_000, what: 'the new code' });
    }
  });

  it('that can not be built is reported, and what ran goes on until it can', async () => {
    copy.edit(OPENAPI, "title: 'edited'", 'title: ');

    const reported = () => readOutput(app.output).infos.find((info) => info.startsWith("order-api can't be built"));
    expect(await waitFor(reported, { within: 15_000, what: 'the problem' })).toContain('openapi.ts');
    expect(await titleOfApi()).toBe('edited');
    copy.edit(OPENAPI, 'title: ,', "title: 'repaired',");
    await waitFor(async () => (await titleOfApi()) === 'repaired', { within: 15_000, what: 'the repaired code' });
  });
});

describe('a stack that can not be synthesised', () => {
  it('ends the start with the reason, and leaves nothing', async () => {
    copy.edit(
      'lib/stages.ts',
      "gateway: { kind: 'simulator', key: 'sk_test_simulator' }",
      "gateway: { kind: 'stripe', url: 'https://127.0.0.1', keySecret: 'k' }",
    );
    const [ports, output] = [await freePorts(), join(copy.root, 'output.log')];

    const runner = spawnRunner({ root: copy.root, ports, dataDir: join(copy.root, 'data'), output });

    expect(await once(runner, 'exit')).toEqual([1, null]);
    expect(readOutput(output).failed).toMatch(
      /^The stacks can't be synthesised\. .*Stage dev charges at a real gateway/s,
    );
    await nothingIsLeft([], ports);
  });
});

async function titleOfApi() {
  const { body } = await ordersClient(app).call<{ readonly info: { readonly title: string } }>('/openapi.json');
  return body.info.title;
}
