import type { ChargeAnswer, ChargeRequest, PaymentGateway } from '../../functions/payment-processor/payment-gateway.ts';

const DAY = 86_400_000;
const LOST: ChargeAnswer = { kind: 'unknown', mayHaveCharged: true, reason: 'the answer was lost' };

/** A gateway that charges again under a key that it has forgotten: what the safe window is there for. */
export function forgetfulGateway(now: () => Date) {
  const captures: { readonly request: ChargeRequest; readonly at: Date }[] = [];
  let answersLost = false;
  const requests: Date[] = [];
  const remembered = ({ eventId }: ChargeRequest) =>
    captures.some(({ request, at }) => request.eventId === eventId && now().getTime() - at.getTime() < DAY);
  const gateway: PaymentGateway = {
    async charge(request) {
      requests.push(now());
      if (!remembered(request)) captures.push({ request, at: now() });
      return answersLost ? LOST : { kind: 'captured', reference: `pi_${captures.length}` };
    },
    async find({ orderId }) {
      const index = captures.findIndex(({ request }) => request.orderId === orderId);
      return index < 0 ? { kind: 'not-found' } : { kind: 'captured', reference: `pi_${index + 1}` };
    },
  };
  return {
    gateway,
    captures,
    /** When charges were asked for. */
    requests,
    loseAnswers(lost: boolean) {
      answersLost = lost;
    },
  };
}
