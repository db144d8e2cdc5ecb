import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { EventSources } from '../event-source-mappings.ts';
import { type EmulatorClient, takeOverEventSources } from './stage-event-sources.ts';

interface ServeStagesOptions {
  readonly client: EmulatorClient;
  /** host:port */
  readonly brokers: string;
  readonly folder: string;
  readonly log: (message: string) => void;
}

interface ServedStage {
  /** Of the deployment whose template is followed. */
  readonly deployment: string;
  readonly sources: EventSources;
}

const FLOW = /^chargeonce-(.+)-flow$/;
const DEPLOYED = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;
const LEAVING = /^(DELETE|ROLLBACK)_/;
const LOOK_EVERY_MS = 500;

/**
 * Lets events flow in every stage that is deployed at the emulator: follows its event sources from the end of a
 * deployment until the stage is deleted, after each further deployment with the new template.
 */
export function serveStages(options: ServeStagesOptions): { stop(): Promise<void> } {
  const { client, log } = options;
  const cloudFormation = new CloudFormationClient(client);
  const served = new Map<string, ServedStage>();
  const stopping = new AbortController();

  const leave = async (name: string) => {
    await served.get(name)?.sources.stop();
    served.delete(name);
  };
  const follow = async (stack: string, deployment: string) => {
    await leave(stack);
    const stage = FLOW.exec(stack)?.[1] ?? '';
    const sources = await takeOverEventSources({ ...options, stack, folder: join(options.folder, stage) });
    served.set(stack, { deployment, sources });
    sources.ended.catch((error: unknown) => log(`Stage ${stage}: ${String(error)}`));
    log(`Stage ${stage} is deployed: its streams and topics are read from here`);
  };
  const look = async () => {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
    const flows = Stacks.map(flowOf).filter(({ name }) => FLOW.test(name));
    const staying = flows.filter(({ status }) => !LEAVING.test(status));
    for (const stack of served.keys()) if (!staying.some(({ name }) => name === stack)) await leave(stack);
    for (const { name, status, deployment } of flows)
      if (DEPLOYED.test(status) && served.get(name)?.deployment !== deployment) await follow(name, deployment);
  };
  const watch = async () => {
    let trouble = '';
    while (!stopping.signal.aborted) {
      const found = await look().then(() => '', String);
      if (found !== trouble && found !== '') log(`The deployed stages can't be followed: ${found}`);
      trouble = found;
      await delay(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await watching;
      await Promise.all([...served.keys()].map(leave));
    },
  };
}

const flowOf = ({ StackName = '', StackStatus, StackId, CreationTime, LastUpdatedTime }: Stack) => ({
  name: StackName,
  status: StackStatus ?? '',
  deployment: `${StackId} ${(LastUpdatedTime ?? CreationTime)?.toISOString()}`,
});
