import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import * as z from 'zod/mini';

const Content = z.record(z.string(), z.object({ schema: z.optional(z.record(z.string(), z.unknown())) }));
const Operation = z.object({
  requestBody: z.optional(z.object({ content: Content })),
  responses: z.record(z.string(), z.object({ content: z.optional(Content) })),
});
type Operation = z.infer<typeof Operation>;

const OpenApiDocument = z.object({
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

export interface Answered {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

export interface OpenApi {
  readonly version: string;
  /** The types of events that a webhook can be subscribed to. */
  readonly eventTypes: ReadonlySet<string>;
  /** The path as the document writes it, such as `/v1/refunds/{refund}`; undefined where it has none. */
  templateOf(path: string): string | undefined;
  /** What an answer is that the document does not allow; empty where all is well. */
  problemsOfResponse(answer: Answered): readonly string[];
  /** The same for a value that must be as a schema of this name says. */
  problemsOfValue(schema: string, value: unknown): readonly string[];
}

/** Stripe's formats say what a number or a text means, and restrict nothing. */
const FORMATS = { 'unix-time': true, currency: true, decimal: true } as const;

const SCHEMAS = 'openapi#/components/schemas/';

/**
 * Compares answers with an OpenAPI 3.0 document as Stripe writes them. An object with a property that its schema does
 * not name is a problem as well: who imitates an API must not invent any.
 */
export function openApiComparison(document: unknown): OpenApi {
  const { info, paths, components } = z.parse(OpenApiDocument, document);
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, verbose: true, formats: FORMATS });
  ajv.addSchema({ $id: 'openapi', components: { schemas: convertEach(components.schemas) } });

  const validators = new Map<string, ValidateFunction>();
  const problems = (name: string, schema: object, value: unknown): readonly string[] => {
    const validate = validators.get(name) ?? ajv.compile(Object(toJsonSchema(schema)));
    validators.set(name, validate);
    return validate(value) ? [] : inWords(validate.errors ?? []);
  };
  const templateOf = templateFinder(Object.keys(paths));
  return {
    version: info.version,
    eventTypes: subscribableEvents(paths['/v1/webhook_endpoints']?.['post']),
    templateOf,
    problemsOfResponse({ method, path, status, body }) {
      const template = templateOf(path) ?? '';
      const operation = paths[template]?.[method.toLowerCase()];
      if (operation === undefined) return [`the document has no ${method} ${path}`];
      const { listedAs, schema } = responseTo(operation, status);
      if (schema === undefined) return [`the document has no answer ${status} of JSON`];
      return problems(`${method} ${template} ${listedAs}`, schema, body);
    },
    problemsOfValue: (schema, value) =>
      schema in components.schemas
        ? problems(schema, { $ref: `#/components/schemas/${schema}` }, value)
        : [`the document has no schema ${schema}`],
  };
}

function responseTo({ responses }: Operation, status: number) {
  const listedAs = String(status) in responses ? String(status) : 'default';
  return { listedAs, schema: responses[listedAs]?.content?.['application/json']?.schema };
}

const Subscription = z.object({
  properties: z.object({ enabled_events: z.object({ items: z.object({ enum: z.array(z.string()) }) }) }),
});

function subscribableEvents(operation: Operation | undefined): ReadonlySet<string> {
  const schema = operation?.requestBody?.content['application/x-www-form-urlencoded']?.schema;
  return new Set(z.safeParse(Subscription, schema).data?.properties.enabled_events.items.enum);
}

/** A path that is written without parameters comes first: `/search` is no `/{intent}`. */
function templateFinder(templates: readonly string[]) {
  const patterns = templates.map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));
  return (path: string) =>
    templates.includes(path) ? path : patterns.find(({ pattern }) => pattern.test(path))?.template;
}

/** A schema of OpenAPI 3.0 as one of JSON Schema: `nullable` becomes a union. Objects are closed unless they say that they are open. */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (!isObject(schema)) return schema;
  const { nullable, $ref, properties, ...others } = schema;
  if (typeof $ref === 'string') return { $ref: $ref.replace('#/components/schemas/', SCHEMAS) };
  const converted = {
    ...(isObject(properties) && { properties: convertEach(properties), additionalProperties: false }),
    ...convertEach(others),
  };
  return nullable === true ? { anyOf: [{ type: 'null' }, converted] } : converted;
}

const convertEach = (schemas: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema)]));

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const MOST_SHOWN = 5;

/**
 * The innermost first. A branch of a union that was not meant is left out: where something within another one is wrong,
 * it is of no interest that the value is no text or null.
 */
function inWords(errors: readonly ErrorObject[]): readonly string[] {
  const unions = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath));
  const ofValues = errors.filter(({ keyword }) => keyword !== 'anyOf');
  const isOfOtherBranch = ({ keyword, instancePath }: ErrorObject) =>
    keyword === 'type' &&
    unions.has(instancePath) &&
    ofValues.some((other) => other.keyword !== 'type' && other.instancePath.startsWith(instancePath));
  const depth = ({ instancePath }: ErrorObject) => instancePath.split('/').length;
  const relevant = ofValues.filter((error) => !isOfOtherBranch(error)).sort((one, other) => depth(other) - depth(one));
  return [...new Set(relevant.map(describeError))].slice(0, MOST_SHOWN);
}

function describeError({ instancePath, message = '', keyword, params, data }: ErrorObject): string {
  const place = instancePath === '' ? 'the body' : instancePath;
  if (keyword === 'additionalProperties')
    return `${place} has the unknown property ${String(params['additionalProperty'])}`;
  if (keyword === 'required') return `${place} ${message}`;
  return `${place} ${message}, and is ${JSON.stringify(data).slice(0, 80)}`;
}
