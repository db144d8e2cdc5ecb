import type { ChargeAnswer, ChargeRequest, PaymentGateway } from './payment-gateway.ts';

interface TimedGatewayDeps {
  readonly gateway: PaymentGateway;
  readonly now: () => Date;
  readonly report: (request: ChargeRequest, charge: TimedCharge) => void;
}

export interface TimedCharge {
  readonly answer: ChargeAnswer;
  readonly milliseconds: number;
}

/** The gateway, with a word on each charge: how long it took, whatever the answer. */
export const timedGateway = ({ gateway, now, report }: TimedGatewayDeps): PaymentGateway => ({
  find: gateway.find,
  async charge(request) {
    const begunAt = now().getTime();
    const answer = await gateway.charge(request);
    report(request, { answer, milliseconds: now().getTime() - begunAt });
    return answer;
  },
});
