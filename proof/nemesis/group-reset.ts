import { LambdaClient } from '@aws-sdk/client-lambda';
import { kafkaEventSource } from '../../cli/ops/source-commands.ts';
import { CONSUMERS, EVENTS } from '../../functions/contracts/events.ts';
import { localLambda } from '../../local/settings.ts';
import { waitFor } from '../../test/harness/wait-for.ts';
import type { NemesisSystem } from './nemesis-system.ts';

/** Sets a consumer group back to the first record of its topic, as an operator may: its source is off meanwhile. */
export async function resetGroup({ settings, kafka }: NemesisSystem, choice: number): Promise<string> {
  const consumers = Object.values(CONSUMERS);
  const { name: groupId, event } = consumers[choice % consumers.length] ?? CONSUMERS.paymentProcessor;
  const { topic } = EVENTS[event];
  const source = await kafkaEventSource(new LambdaClient(localLambda(settings)), `chargeonce-dev-${groupId}`);
  /** Asked until it is so: a busy system may not answer, and a source that stays off leaves its orders open for ever. */
  const turn = (on: boolean) => {
    const wished = on ? 'Enabled' : 'Disabled';
    const turned = async () => {
      const state = await source.state();
      if (state !== wished && state !== (on ? 'Enabling' : 'Disabling')) await source.enable(on);
      return state === wished;
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
