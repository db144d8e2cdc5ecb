import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { AwsClient } from '../aws/caller.ts';
import type { OperatorTerminal } from '../aws/operator-terminal.ts';
import type { Described } from './cost-notes.ts';

/** What Lambda keeps of an account for functions without a reservation (Lambda guide, "Configuring reserved concurrency"). */
const KEPT_FREE = 100;

const Reserving = z.object({ FunctionName: z.string(), ReservedConcurrentExecutions: z.number() });

interface Reserved {
  readonly stage: string;
  readonly client: AwsClient;
}

/** Asks before anything is made whether the account has the executions that the templates reserve: an account may have 10. */
export async function assureConcurrency(
  resources: readonly Described[],
  { stage, client }: Reserved,
  { print }: Pick<OperatorTerminal, 'print'>,
) {
  const wanted = resources.flatMap(({ properties }) => z.safeParse(Reserving, properties).data ?? []);
  if (wanted.length === 0) return;
  const account = await unlessDenied(() => readAccount(new LambdaClient(client), wanted));
  if (account === undefined) {
    print('Not checked, for lack of lambda:GetAccountSettings: the concurrent executions that the stage reserves.');
    return;
  }
  const reserved = sum(wanted.map(({ ReservedConcurrentExecutions }) => ReservedConcurrentExecutions));
  const lack = lackOfConcurrency({ wanted: reserved, ...account });
  if (lack !== undefined)
    throw new Error(
      `${lack} Ask for more:\n  aws service-quotas request-service-quota-increase --service-code lambda ` +
        `--quota-code L-B99A9384 --desired-value 1000 --region ${client.region}\n` +
        `or reserve none or fewer: \`concurrency\` of stage ${stage} in lib/stages.ts.`,
    );
}

async function readAccount(lambda: LambdaClient, wanted: readonly { readonly FunctionName: string }[]) {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const held = await Promise.all(wanted.map(({ FunctionName }) => reservedFor(lambda, FunctionName)));
  return {
    held: sum(held),
    unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
    limit: AccountLimit?.ConcurrentExecutions ?? 0,
  };
}

/** Whoever may deploy need not be allowed to look. */
async function unlessDenied<Found>(look: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDeniedException') return undefined;
    throw error;
  }
}

interface Concurrencies {
  readonly wanted: number;
  /** What the stage's functions have reserved already. */
  readonly held: number;
  readonly unreserved: number;
  readonly limit: number;
}

/** What an account is short of; undefined where it has enough. */
export function lackOfConcurrency({ wanted, held, unreserved, limit }: Concurrencies): string | undefined {
  const free = Math.max(unreserved + held - KEPT_FREE, 0);
  if (wanted <= free) return undefined;
  return (
    `The stage reserves ${wanted} concurrent executions, and the account can reserve ${free}: it has ${limit}, of which ` +
    `${limit - unreserved - held} are reserved for others and ${KEPT_FREE} stay free.`
  );
}

async function reservedFor(lambda: LambdaClient, FunctionName: string): Promise<number> {
  try {
    const { ReservedConcurrentExecutions = 0 } = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
    return ReservedConcurrentExecutions;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 0;
    throw error;
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
