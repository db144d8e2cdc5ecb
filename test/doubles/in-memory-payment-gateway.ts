import type { ChargeAnswer, ChargeRequest, PaymentGateway } from '../../functions/payment-processor/payment-gateway.ts';

interface Charge {
  readonly request: ChargeRequest;
  readonly result: ChargeAnswer;
}

/** A gateway that keeps the port's promise in memory and knows the simulator's test payment methods. */
export function inMemoryPaymentGateway() {
  const requests: ChargeRequest[] = [];
  const charges = new Map<string, Charge>();
  const gateway: PaymentGateway = {
    async charge(request) {
      requests.push(request);
      const isFirst = requests.filter(({ eventId }) => eventId === request.eventId).length === 1;
      if (isFirst && FAILS_BEFORE.has(request.paymentMethod)) return LOST;
      if (request.paymentMethod === 'pm_unknown')
        return { kind: 'declined', reference: null, code: 'resource_missing' };
      const charge = charges.get(request.eventId) ?? { request, result: resultOf(request) };
      charges.set(request.eventId, charge);
      if (JSON.stringify(charge.request) !== JSON.stringify(request)) return contradiction(request, 'other parameters');
      return answerOf(charge, isFirst);
    },
    async find({ eventId }) {
      return charges.get(eventId)?.result ?? { kind: 'not-found' };
    },
  };
  const captures = (eventId: string) => (takesMoney(charges.get(eventId)) ? 1 : 0);
  return { ...gateway, requests, captures };
}

const FAILS_BEFORE = new Set(['pm_timeout_before_charge', 'pm_error_500_before_execution']);
const LOST: ChargeAnswer = { kind: 'unknown', mayHaveCharged: true, reason: 'the answer was lost' };

const contradiction = ({ eventId }: ChargeRequest, reason: string): ChargeAnswer => ({
  kind: 'contradiction',
  reference: `pi_${eventId}`,
  reason,
});

function resultOf(request: ChargeRequest): ChargeAnswer {
  const reference = `pi_${request.eventId}`;
  switch (request.paymentMethod) {
    case 'pm_card_chargeDeclined':
      return { kind: 'declined', reference, code: 'generic_decline' };
    case 'pm_card_authenticationRequired':
    case 'pm_requires_action':
      return { kind: 'declined', reference, code: 'authentication_required' };
    case 'pm_wrong_amount':
      return contradiction(request, 'differs in amount');
    case 'pm_processing':
      return contradiction(request, 'never became final');
    default:
      return { kind: 'captured', reference };
  }
}

function answerOf({ request: { paymentMethod }, result }: Charge, isFirst: boolean): ChargeAnswer {
  const isLost = paymentMethod === 'pm_error_500_sticky' || (isFirst && paymentMethod === 'pm_timeout_after_charge');
  return isLost || paymentMethod === 'pm_processing' ? LOST : result;
}

const takesMoney = (charge: Charge | undefined) =>
  charge?.result.kind === 'captured' || charge?.request.paymentMethod === 'pm_wrong_amount';
