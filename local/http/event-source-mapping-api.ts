import * as z from 'zod/mini';
import type { EventSourceMapping } from '../event-sources/mapping.ts';
import type { SwitchedSource } from '../event-sources/switched-source.ts';
import { functionName } from '../local-functions.ts';
import type { HttpHandler } from './http-api.ts';
import { type HttpAnswer, jsonAnswer, lambdaRefusal } from './payload.ts';

export interface MappingSwitch extends Pick<SwitchedSource, 'state' | 'turn'> {
  readonly mapping: EventSourceMapping;
}

interface MappingApiOptions {
  readonly mappings: () => readonly MappingSwitch[];
  readonly next: HttpHandler;
}

const PATH = /^\/2015-03-31\/event-source-mappings\/?(?<id>[^/?]*)/;
const Update = z.strictObject({ Enabled: z.boolean() });

/** The Lambda API's event source mappings: list, get, and update, which knows nothing but Enabled. */
export function eventSourceMappingApi({ mappings, next }: MappingApiOptions): HttpHandler {
  return async (request, body) => {
    const { url = '', method } = request;
    const id = PATH.exec(url)?.groups?.['id'];
    if (id === undefined) return next(request, body);
    if (id === '') return list(mappings(), new URL(url, 'http://localhost').searchParams);
    const found = mappings().find(({ mapping }) => mapping.id === decodeURIComponent(id));
    if (found === undefined) return lambdaRefusal(404, 'ResourceNotFoundException', `There is no mapping ${id}.`);
    return method === 'PUT' ? update(found, body) : jsonAnswer(200, configurationOf(found));
  };
}

function update(found: MappingSwitch, body: Buffer): HttpAnswer {
  const wanted = z.safeParse(Update, JSON.parse(body.toString()));
  if (!wanted.success) return lambdaRefusal(400, 'InvalidParameterValueException', 'Only Enabled can be updated here.');
  found.turn(wanted.data.Enabled);
  return jsonAnswer(202, configurationOf(found));
}

function list(mappings: readonly MappingSwitch[], query: URLSearchParams): HttpAnswer {
  const wanted = functionName(query.get('FunctionName') ?? '');
  const own = mappings.filter(({ mapping }) => wanted === '' || functionName(mapping.FunctionName) === wanted);
  return jsonAnswer(200, { EventSourceMappings: own.map(configurationOf) });
}

const configurationOf = ({ mapping, state }: MappingSwitch) => ({
  UUID: mapping.id,
  FunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName(mapping.FunctionName)}`,
  EventSourceArn: mapping.EventSourceArn,
  State: state(),
  BatchSize: mapping.BatchSize,
  Topics: mapping.Topics,
  AmazonManagedKafkaEventSourceConfig: mapping.AmazonManagedKafkaEventSourceConfig,
});
