import type { LookUpAnswer } from './payment-gateway.ts';
import type { Decision } from './payment-ledger.ts';

/** What a known answer means for the payment. "Not found" is no proof that nothing was charged: a person must look. */
export function decide(answer: Exclude<LookUpAnswer, { kind: 'unknown' }>, attempts: number): Decision {
  switch (answer.kind) {
    case 'captured':
      return { state: 'CAPTURED', gatewayReference: answer.reference };
    case 'declined':
      // Refused without a trace, after an attempt whose outcome nobody knows: that one may have charged.
      if (answer.reference === null && attempts > 1)
        return {
          state: 'IN_REVIEW',
          gatewayReference: null,
          reviewReason: `refused (${answer.code}) after an unknown outcome`,
        };
      return { state: 'DECLINED', gatewayReference: answer.reference, declineCode: answer.code };
    case 'contradiction':
      return { state: 'IN_REVIEW', gatewayReference: answer.reference, reviewReason: answer.reason };
    case 'not-found':
      return { state: 'IN_REVIEW', gatewayReference: null, reviewReason: 'the gateway holds no such charge' };
  }
}
