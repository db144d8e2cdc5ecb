import { describe, expect, it } from 'vitest';
import { continueTrace, traceIdOf } from '../../../functions/platform/spans.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe("go on with a caller's trace", () => {
  it.each(['00', '01'])('keeps the trace and its flags %s under a new span', (flags) => {
    const received = `00-${TRACE}-00f067aa0ba902b7-${flags}`;

    const continued = continueTrace(received);

    expect(continued).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-${flags}$`));
    expect(continued).not.toBe(received);
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7-01\r\nx: y`,
  ])('starts a trace where %j is received', (received) => {
    const started = continueTrace(received);

    expect(started).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(started).not.toContain(TRACE);
    expect(continueTrace(received)).not.toBe(started);
  });
});

describe("tell a traceparent's trace", () => {
  it('answers the trace id, or nothing where there is none', () => {
    expect(traceIdOf(`00-${TRACE}-00f067aa0ba902b7-01`)).toBe(TRACE);
    expect(traceIdOf('')).toBeUndefined();
  });
});
