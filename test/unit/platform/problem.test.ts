import { describe, expect, it } from 'vitest';
import { Problem, problemResponse } from '../../../functions/platform/problem.ts';

describe('answer a problem', () => {
  it('has the members of RFC 9457, the details, and the trace', () => {
    const errors = [{ pointer: '/lines', detail: 'is missing' }];
    const problem = new Problem({ status: 422, type: 'invalid-order', title: 'Not valid.', details: { errors } });

    const { statusCode, headers, body } = problemResponse(problem, 't1');

    expect({ statusCode, headers }).toEqual({
      statusCode: 422,
      headers: { 'content-type': 'application/problem+json' },
    });
    expect(JSON.parse(body)).toEqual({
      type: 'https://chargeonce.dev/problems/invalid-order',
      title: 'Not valid.',
      status: 422,
      errors,
      traceId: 't1',
    });
  });
});
