import { describe, expect, it } from 'vitest';
import { decide } from '../../../functions/payment-processor/decide.ts';

describe("decide by the gateway's answer", () => {
  it('captures what was captured, however many attempts it took', () => {
    const captured = { state: 'CAPTURED', gatewayReference: 'pi_1' };

    expect(decide({ kind: 'captured', reference: 'pi_1' }, 1)).toEqual(captured);
    expect(decide({ kind: 'captured', reference: 'pi_1' }, 9)).toEqual(captured);
  });

  it('declines what was declined, with its code', () => {
    const declined = { state: 'DECLINED', gatewayReference: 'pi_1', declineCode: 'expired_card' };

    expect(decide({ kind: 'declined', reference: 'pi_1', code: 'expired_card' }, 1)).toEqual(declined);
    expect(decide({ kind: 'declined', reference: 'pi_1', code: 'expired_card' }, 2)).toEqual(declined);
  });

  it('declines what the first attempt was refused for without a trace', () => {
    expect(decide({ kind: 'declined', reference: null, code: 'resource_missing' }, 1)).toEqual({
      state: 'DECLINED',
      gatewayReference: null,
      declineCode: 'resource_missing',
    });
  });

  it('leaves to a person what was refused without a trace after an attempt whose outcome nobody knows', () => {
    expect(decide({ kind: 'declined', reference: null, code: 'resource_missing' }, 2)).toEqual({
      state: 'IN_REVIEW',
      gatewayReference: null,
      reviewReason: 'refused (resource_missing) after an unknown outcome',
    });
  });

  it('leaves a contradiction to a person, with what it found', () => {
    expect(decide({ kind: 'contradiction', reference: 'pi_1', reason: 'differs in amount' }, 1)).toEqual({
      state: 'IN_REVIEW',
      gatewayReference: 'pi_1',
      reviewReason: 'differs in amount',
    });
  });

  it('never takes "not found" for "not charged"', () => {
    expect(decide({ kind: 'not-found' }, 1)).toMatchObject({ state: 'IN_REVIEW', gatewayReference: null });
  });
});
