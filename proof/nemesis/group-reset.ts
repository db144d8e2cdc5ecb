import * as z from 'zod/mini';
import { CONSUMERS, EVENTS } from '../../functions/contracts/events.ts';
import { lambdaToken } from '../../local/settings.ts';
import { httpCall } from '../../test/harness/orders-client.ts';
import { waitFor } from '../../test/harness/wait-for.ts';
import type { NemesisSystem } from './nemesis-system.ts';

const MAPPINGS = '/2015-03-31/event-source-mappings/';
const Mappings = z.object({
  EventSourceMappings: z.array(
    z.object({
      UUID: z.string(),
      State: z.string(),
      AmazonManagedKafkaEventSourceConfig: z.optional(z.object({ ConsumerGroupId: z.optional(z.string()) })),
    }),
  ),
});

/** Sets a consumer group back to the first record of its topic, as an operator may: its source is off meanwhile. */
export async function resetGroup({ settings, kafka }: NemesisSystem, choice: number): Promise<string> {
  const consumers = Object.values(CONSUMERS);
  const { name: groupId, event } = consumers[choice % consumers.length] ?? CONSUMERS.paymentProcessor;
  const { topic } = EVENTS[event];
  const call = httpCall(`http://127.0.0.1:${settings.ports.API_PORT}`);
  const headers = { 'x-amz-security-token': lambdaToken(settings) };
  const source = async () => {
    const { EventSourceMappings } = z.parse(Mappings, (await call(MAPPINGS, { headers })).body);
    return (
      EventSourceMappings.find((one) => one.AmazonManagedKafkaEventSourceConfig?.ConsumerGroupId === groupId) ??
      Promise.reject(new Error(`No event source has the group ${groupId}`))
    );
  };
  /** Asked until it is so: a busy system may not answer, and a source that stays off leaves its orders open for ever. */
  const turn = (Enabled: boolean) => {
    const wished = Enabled ? 'Enabled' : 'Disabled';
    const turned = async () => {
      const { UUID, State } = await source();
      const isTurning = State === (Enabled ? 'Enabling' : 'Disabling');
      if (State !== wished && !isTurning)
        await call(MAPPINGS + UUID, { method: 'PUT', headers, body: JSON.stringify({ Enabled }) });
      return State === wished;
    };
    return waitFor(turned, { within: 20_000, what: `the event source of ${groupId} to be ${wished}` });
  };
  const admin = kafka.admin();
  await admin.connect();
  try {
    await turn(false);
    // Refused as long as the group has a member.
    await waitFor(() => admin.resetOffsets({ groupId, topic, earliest: true }).then(() => true), {
      within: 10_000,
      what: `the group ${groupId} to be set back`,
    });
  } finally {
    await turn(true);
    await admin.disconnect();
  }
  return `${groupId} reads ${topic} from its first record`;
}
