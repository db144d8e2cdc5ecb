import type { Message } from 'kafkajs';
import { EVENTS } from '../../functions/contracts/events.ts';
import { anOrderRequest } from '../../test/doubles/order-builders.ts';
import { sendRecords } from '../../test/harness/topic-records.ts';
import type { NemesisSystem } from './nemesis-system.ts';

const CARD = '4242424242424242';
const EMAIL = 'someone@customer.example';
const GATEWAY_KEY = 'sk_test_simulator';

/** Plants what nobody can read, and what nobody may log. @returns the texts that may stand nowhere. */
export async function plantRecords({ kafka, client }: NemesisSystem, tokens: readonly string[]): Promise<string[]> {
  const { type } = EVENTS.orderPlaced;
  const headers = { ce_type: type, ce_id: 'nobody.order-placed.1' };
  const bad: Message[] = [
    { key: 'nobody', value: `{"orderId":"${CARD} ${EMAIL}`, headers },
    { key: 'nobody', value: null, headers },
    { key: 'nobody', value: JSON.stringify({ orderId: CARD, customerId: EMAIL }), headers },
    { key: 'nobody', value: '{}', headers: { ...headers, ce_type: 'chargeonce.order.placed.v99' } },
  ];
  await sendRecords(kafka, EVENTS.orderPlaced.topic, bad);
  await sendRecords(kafka, EVENTS.paymentDecided.topic, [
    { key: 'nobody', value: `not JSON ${CARD}`, headers: { ...headers, ce_type: EVENTS.paymentDecided.type } },
  ]);
  // Refused: it looks like a card number.
  await client.post({ ...anOrderRequest(), customerId: CARD });
  return [CARD, EMAIL, GATEWAY_KEY, ...tokens];
}
