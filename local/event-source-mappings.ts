import { join } from 'node:path';
import { fileCheckpoints } from '../lambda-local/event-sources/checkpoints.ts';
import { type KafkaAuthentication, startKafkaSource } from '../lambda-local/event-sources/kafka-poller.ts';
import { type EventSourceMapping, isKafka, parseMapping } from '../lambda-local/event-sources/mapping.ts';
import { onFailureFolder } from '../lambda-local/event-sources/on-failure.ts';
import type { ShardRecord } from '../lambda-local/event-sources/stream-event.ts';
import { startStreamSource } from '../lambda-local/event-sources/stream-poller.ts';
import type { StreamsApi } from '../lambda-local/event-sources/streams-api.ts';
import { switchedSource, switchFile } from '../lambda-local/event-sources/switched-source.ts';
import type { Invoke } from '../lambda-local/functions/invocation.ts';
import { functionName } from '../lambda-local/functions/invocation.ts';
import type { MappingSwitch } from '../lambda-local/http/lambda-api.ts';
import type { App } from './app-model.ts';
import { deliveryNotices } from './delivery-notices.ts';
import { EVENT_SOURCE_MAPPING, FUNCTION } from './resource-types.ts';

interface EventSourcesOptions {
  readonly app: App;
  readonly dataDir: string;
  readonly streams: StreamsApi;
  /** host:port, more than one separated by commas. */
  readonly brokers: string;
  readonly authentication?: KafkaAuthentication | undefined;
  readonly invoke: Invoke;
  /** Sees each record of each stream when it is read. */
  readonly onRecord: (record: ShardRecord['event']) => void;
  readonly log: (message: string) => void;
  /** What a function logged last that was wrong. */
  readonly lastTrouble: (functionName: string) => string | undefined;
}

export interface EventSources {
  readonly mappings: readonly MappingSwitch[];
  /** Looks at once at the streams of the tables that this function writes. */
  wake(functionName: string): void;
  /** Rejects when a poller refuses to go on. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** The mappings as the template states them. */
export const mappingsOf = (app: App) =>
  app.of(EVENT_SOURCE_MAPPING).map(({ logicalId, settings }) => parseMapping(logicalId, settings));

/** Starts a poller for each event source mapping of the template. */
export async function startEventSources(options: EventSourcesOptions): Promise<EventSources> {
  const mappings = await Promise.all(mappingsOf(options.app).map((mapping) => startMapping(mapping, options)));
  return {
    mappings,
    wake(functionName) {
      for (const { wake, writers } of mappings) if (writers.has(functionName)) wake();
    },
    ended: Promise.race(mappings.map(({ ended }) => ended)),
    async stop() {
      await Promise.all(mappings.map((source) => source.stop()));
    },
  };
}

function noticesOf({ FunctionName }: EventSourceMapping, { log, lastTrouble }: EventSourcesOptions) {
  const name = functionName(FunctionName);
  return deliveryNotices({ functionName: name, lastTrouble: () => lastTrouble(name), log, now });
}

async function startMapping(mapping: EventSourceMapping, options: EventSourcesOptions) {
  const { dataDir, log, app } = options;
  const kept = switchFile(join(dataDir, 'event-sources', mapping.id));
  if (kept.read() === false)
    log(`${mapping.FunctionName} reads nothing: its event source was disabled. See: npm run ops -- sources list`);
  const switching = { enabled: mapping.Enabled, kept };
  if (isKafka(mapping)) {
    const source = await switchedSource(() => kafkaSource(mapping, options), switching);
    return { ...source, mapping, writers: new Set<string>(), wake: () => {} };
  }
  let wake = () => {};
  const start = async () => {
    const stream = streamSource(mapping, options);
    wake = stream.wake;
    return stream;
  };
  const source = await switchedSource(start, switching);
  return { ...source, mapping, writers: writersOf(mapping, app), wake: () => wake() };
}

/** The functions that know the stream's table, but for the one that follows it: what that one writes, it need not see. */
function writersOf({ EventSourceArn, FunctionName }: EventSourceMapping, app: App): Set<string> {
  const table = EventSourceArn.split('/')[1] ?? '';
  const know = app.of(FUNCTION).filter(({ settings }) => Object.values(settings.Environment.Variables).includes(table));
  return new Set(know.map(({ name }) => name).filter((name) => name !== FunctionName));
}

function streamSource(mapping: EventSourceMapping, options: EventSourcesOptions) {
  const { streams, invoke, onRecord, log, dataDir } = options;
  const checkpoints = fileCheckpoints(join(dataDir, 'checkpoints', `${mapping.id}.json`));
  const streamArn = mapping.EventSourceArn;
  const source = startStreamSource({
    mapping,
    notices: noticesOf(mapping, options),
    streams,
    streamArn,
    invoke,
    onRecord,
    log,
    checkpoints,
    ...failuresOf(options),
    now,
  });
  const stop = async () => {
    await source.stop();
    checkpoints.save();
  };
  return { ...source, stop };
}

function kafkaSource(mapping: EventSourceMapping, options: EventSourcesOptions) {
  const { brokers, authentication, invoke, log } = options;
  const notices = noticesOf(mapping, options);
  const given = { ...failuresOf(options), brokers: brokers.split(','), ...(authentication && { authentication }) };
  return startKafkaSource({ mapping, invoke, notices, log, now, ...given });
}

const now = () => new Date();

/** A bucket is a folder. */
const failuresOf = ({ dataDir }: EventSourcesOptions) => ({
  onFailure: onFailureFolder({ folder: join(dataDir, 's3'), now }),
});
