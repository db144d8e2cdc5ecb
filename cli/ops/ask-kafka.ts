import { setTimeout as delay } from 'node:timers/promises';
import { InvokeCommand, type LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { Option } from 'commander';
import * as z from 'zod/mini';
import { CONSUMER_NAMES, CONSUMERS, type ConsumerId, type ConsumerName } from '../../functions/contracts/events.ts';
import {
  ConsumerLagResponse,
  type PageCursor,
  type ReadRecordRequest,
  ReadRecordResponse,
  ReadRecordsResponse,
} from '../../functions/contracts/operator-request.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantined-record.ts';
import { consumerGroup, topicOutput } from '../../lib/brokers/kafka.ts';
import { functionOutput, type System } from './system.ts';

/** A consumer of the system: what it reads, as which group, with which function. */
export interface Consumer {
  readonly name: ConsumerName;
  readonly topic: string;
  readonly group: string;
  readonly functionName: string;
}

export function consumersOf({ outputs }: System): readonly Consumer[] {
  // A stage's prefix precedes its topics and groups alike.
  const topicPrefix = outputs.OrderPlacedTopic.slice(0, -ORDER_PLACED.topic.length);
  return (Object.keys(CONSUMERS) as ConsumerId[]).map((id) => {
    const { name, event } = CONSUMERS[id];
    const functionName = outputs[functionOutput(id)];
    return { name, topic: outputs[topicOutput(event)], group: consumerGroup({ topicPrefix }, name), functionName };
  });
}

export function consumerNamed(system: System, name: ConsumerName): Consumer {
  const found = consumersOf(system).find((consumer) => consumer.name === name);
  if (found === undefined) throw new Error(`There is no consumer ${name}.`);
  return found;
}

export const consumerOption = (does: string) => new Option('--consumer <name>', does).choices(CONSUMER_NAMES);

export interface ConsumerLag extends ConsumerLagResponse {
  readonly consumer: string;
  readonly topic: string;
  readonly group: string;
  /** Of all partitions. */
  readonly lag: number;
}

export async function lagOf(system: System, { name, topic, group }: Consumer): Promise<ConsumerLag> {
  const answer = await askKafka(system, { action: 'consumer-lag', group, topic }, ConsumerLagResponse);
  const lag = answer.partitions.reduce((sum, partition) => sum + partition.lag, 0);
  return { consumer: name, topic, group, lag, ...answer };
}

interface KafkaAccess {
  readonly lambda: LambdaClient;
  readonly outputs: Pick<System['outputs'], 'KafkaOperatorFunction'>;
}

const MOST_TRIES = 10;
const PAUSE_MS = 200;

/**
 * Kafka's side is reached through kafka-operator: an operator has no way into the brokers' network. A stage lets few of its runs
 * happen at once, and its schedule and the auditor ask it, too: so this waits up to nine seconds for others. @throws BusyFunctionError
 */
export async function askKafka<Answer extends z.ZodMiniType>(
  { lambda, outputs }: KafkaAccess,
  request: object,
  answer: Answer,
): Promise<z.output<Answer>> {
  for (let tries = 1; ; tries++) {
    try {
      return await callFunction(lambda, { name: outputs.KafkaOperatorFunction, request, answer });
    } catch (error) {
      if (!(error instanceof BusyFunctionError) || tries === MOST_TRIES) throw error;
      await delay(tries * PAUSE_MS);
    }
  }
}

export async function fetchRecord(
  system: System,
  place: Omit<ReadRecordRequest, 'action'>,
): Promise<EncodedRecord | null> {
  const { topic, partition, offset } = place;
  const request: ReadRecordRequest = { action: 'read-record', topic, partition, offset };
  return (await askKafka(system, request, ReadRecordResponse)).record;
}

const PAGE_SIZE = 2_000;

/** The records of a topic from there on, as it is when the reading begins; without a cursor, every one. */
export async function* readTopic(system: System, topic: string, from?: PageCursor): AsyncGenerator<EncodedRecord> {
  let cursor: PageCursor | null | undefined = from;
  while (cursor !== null) {
    const page: ReadRecordsResponse = await askKafka(
      system,
      { action: 'read-records', topic, cursor, limit: PAGE_SIZE },
      ReadRecordsResponse,
    );
    yield* page.records;
    cursor = page.cursor;
  }
}

interface FunctionCall<Answer> {
  readonly name: string;
  readonly request: object;
  readonly answer: Answer;
}

/** The function runs as often at once as its stage lets it. */
export class BusyFunctionError extends Error {
  override readonly name = 'BusyFunctionError';
}

/** Invokes a function and reads what it returns; its own error becomes ours. @throws BusyFunctionError */
export async function callFunction<Answer extends z.ZodMiniType>(
  lambda: LambdaClient,
  { name, request, answer }: FunctionCall<Answer>,
): Promise<z.output<Answer>> {
  const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(request) });
  const { Payload, FunctionError } = await lambda.send(command).catch((cause: unknown) => {
    if (!(cause instanceof TooManyRequestsException)) throw cause;
    throw new BusyFunctionError(`${name} runs as often at once as it may; try again when a run has ended`, { cause });
  });
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError !== undefined) throw new Error(`${name} failed: ${reasonIn(text)}`);
  return z.parse(answer, JSON.parse(text));
}

const FunctionFailure = z.object({ errorMessage: z.string() });

/** What Lambda says about a failure, as text where it is in the usual form. */
const reasonIn = (text: string) => z.safeParse(FunctionFailure, JSON.parse(text)).data?.errorMessage ?? text;
