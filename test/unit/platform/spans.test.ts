import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { spanRecorder } from '../../../functions/platform/spans.ts';
import { waitFor } from '../../harness/wait-for.ts';

const TRACE = '4efaaf4d1e8720b39541901950019ee5';
const CALLER = '00f067aa0ba902b7';
/** Its last digits, by which a trace is chosen, are the lowest number. */
const LOWEST = `00-${TRACE.slice(0, 24)}00000000-${CALLER}-01`;
const Traced = z.object({ trace_id: z.string() });
const traceparent = `00-${TRACE}-${CALLER}-01`;

/** X-Ray's daemon as far as it listens: a UDP socket, and the lines of what came. */
async function daemon() {
  const received: unknown[][] = [];
  const socket = createSocket('udp4', (datagram) => {
    received.push(
      datagram
        .toString()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    documents: (count: number) =>
      waitFor(() => (received.length >= count ? received.map(([, document]) => document) : undefined), {
        within: 1_000,
        what: `${count} spans`,
      }),
    received,
    [Symbol.dispose]: () => socket.close(),
  };
}

function recorderTo(address: string | undefined, percent = 100) {
  let time = 1_000_000;
  return spanRecorder({ service: 'payment-processor', percent, daemon: address, now: () => (time += 250) });
}

describe('tell X-Ray of the steps of an order', () => {
  it("sends a step as a segment of the order's trace, below the step that the traceparent names", async () => {
    using xray = await daemon();
    const spans = recorderTo(xray.address);

    const result = await spans.trace([{ traceparent, orderId: 'ord_1' }], async () => 'charged');
    await spans.flush();

    expect(result).toBe('charged');
    expect(await xray.documents(1)).toEqual([
      {
        name: 'payment-processor',
        trace_id: '1-4efaaf4d-1e8720b39541901950019ee5',
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        parent_id: CALLER,
        annotations: { orderId: 'ord_1' },
        start_time: 1_000.25,
        end_time: 1_000.5,
        fault: false,
      },
    ]);
    expect(xray.received[0]?.[0]).toEqual({ format: 'json', version: 1 });
  });

  it('begins the trace with the step whose span the traceparent names', async () => {
    using xray = await daemon();
    const spans = recorderTo(xray.address);

    spans.begin([{ traceparent, isRoot: true }])(false);
    await spans.flush();

    const [document] = await xray.documents(1);
    expect(document).toMatchObject({ id: CALLER });
    expect(document).not.toHaveProperty('parent_id');
  });

  it('says of each step of a batch that failed that it did, and lets the failure through', async () => {
    using xray = await daemon();
    const spans = recorderTo(xray.address);

    const work = spans.trace([{ traceparent }, { traceparent }], () => Promise.reject(new Error('no broker')));
    await expect(work).rejects.toThrow('no broker');
    await spans.flush();

    expect(await xray.documents(2)).toMatchObject([{ fault: true }, { fault: true }]);
  });

  it.each([
    ['a record without a trace', undefined],
    ['a traceparent that is none', 'hello'],
    ['a trace that the caller does not record', traceparent.replace(/01$/, '00')],
  ])('sends nothing of %s, and its neighbour all the same', async (_what, other) => {
    using xray = await daemon();
    const spans = recorderTo(xray.address);

    await spans.trace([{ traceparent: other }, { traceparent, orderId: 'neighbour' }], async () => undefined);
    await spans.flush();

    expect(await xray.documents(1)).toMatchObject([{ annotations: { orderId: 'neighbour' } }]);
  });

  it('tells of a share of the traces, and of these in every function', async () => {
    const steps = Array.from({ length: 1_000 }, (_, index) => ({
      traceparent: `00-${TRACE.slice(0, 24)}${(index * 7_919 + 1).toString(16).padStart(8, '0')}-${CALLER}-01`,
    }));
    const reported = async () => {
      using xray = await daemon();
      const spans = recorderTo(xray.address, 2);
      spans.begin(steps)(false);
      // Chosen whatever the share: it is sent last.
      spans.begin([{ traceparent: LOWEST }])(false);
      await spans.flush();
      const all = () => xray.received.map(([, document]) => z.parse(Traced, document).trace_id);
      await waitFor(() => all().some((id) => id.endsWith(LOWEST.slice(29, 35))), {
        within: 1_000,
        what: 'the last span',
      });
      return new Set(all());
    };

    const chosen = await reported();
    expect(chosen.size).toBeGreaterThan(5);
    expect(chosen.size).toBeLessThan(50);
    expect(await reported()).toEqual(chosen);
  });

  it('sends a span once, and nothing at all without a daemon', async () => {
    using xray = await daemon();
    const spans = recorderTo(xray.address);
    spans.begin([{ traceparent }])(false);

    await spans.flush();
    await spans.flush();
    const off = recorderTo(undefined);
    off.begin([{ traceparent }])(false);
    await off.flush();
    spans.begin([{ traceparent, orderId: 'last' }])(false);
    await spans.flush();

    expect(await xray.documents(2)).toHaveLength(2);
  });

  it('rejects where the daemon can not be sent to', async () => {
    const spans = recorderTo('127.0.0.1:99999');
    spans.begin([{ traceparent }])(false);

    await expect(spans.flush()).rejects.toThrow();
  });
});
