import * as z from 'zod/mini';
import { inEnglish, type Template, type TemplateResource } from './assembly.ts';
import { resolver } from './resolve.ts';
import { isKnown, type ResourceType, WITHOUT_LOCAL_MEANING } from './resource-types.ts';

/** What some attributes are on this machine. */
export interface LocalAddresses {
  /** host:port */
  readonly brokers: string;
  /** The base address of an HTTP API, by its name. */
  readonly apiUrl: (name: string) => string;
  /** The stream of a table, by the table's name. */
  readonly streamArn: (table: string) => string;
}

export interface AppResource<Settings> {
  readonly logicalId: string;
  readonly name: string;
  readonly settings: Settings;
  readonly metadata: TemplateResource['Metadata'];
}

export interface App {
  /** The resources of a type with their settings, references resolved. Throws for a setting that is not known here. */
  of<Schema extends z.ZodMiniType>(type: ResourceType<Schema>): AppResource<z.output<Schema>>[];
  /** The stacks' outputs, but for those that only the stacks exchange. */
  outputs(): Record<string, string>;
}

/** Reads the synthesised templates. What the local runner does not know stops it and names the logical id. */
export function readApp(templates: readonly Template[], addresses: LocalAddresses): App {
  const exports = new Map(templates.flatMap(exportsOf));
  const stacks = templates.map((template) => ({ template, resolve: resolveIn(template) }));
  for (const template of templates) assertKnown(template);

  function resolveIn(template: Template): (value: unknown) => unknown {
    const resource = (id: string) => template.Resources[id] ?? fail(id, 'is not in its template');
    // There is one version of each function here.
    const aliasArn = ({ Type, Properties }: TemplateResource) =>
      Type === 'AWS::Lambda::Alias' ? functionArn(String(resolve(Properties['FunctionName']))) : undefined;
    const resolve = resolver({
      ref: (id) => PSEUDO_PARAMETERS[id] ?? aliasArn(resource(id)) ?? nameOf(id, resource(id)),
      attribute: (id, attribute) => attributeOf({ id, attribute, resource: resource(id), addresses }),
      imported: (name) => {
        const found = exports.get(name) ?? fail(name, 'is exported by no stack');
        return resolveIn(found.template)(found.value);
      },
    });
    return resolve;
  }

  return {
    of: ({ type, settings }) =>
      stacks.flatMap(({ template, resolve }) =>
        runnable(template)
          .filter(([, resource]) => resource.Type === type)
          .map(([logicalId, resource]) => ({
            logicalId,
            name: nameOf(logicalId, resource),
            settings: readSettings(logicalId, settings, () => resolve(resource.Properties)),
            metadata: resource.Metadata,
          })),
      ),
    outputs: () =>
      Object.fromEntries(
        stacks.flatMap(({ template: { Outputs }, resolve }) =>
          Object.entries(Outputs)
            .filter(([, { Export }]) => Export === undefined)
            .map(([name, { Value }]) => [name, String(resolve(Value))]),
        ),
      ),
  };
}

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '000000000000',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

const exportsOf = (template: Template) =>
  Object.values(template.Outputs).flatMap(({ Value, Export }) =>
    Export ? [[Export.Name, { template, value: Value }] as const] : [],
  );

/** Without the functions behind custom resources: those run while AWS deploys. */
function runnable({ Resources }: Template) {
  const providers = Object.values(Resources).flatMap(({ Properties }) =>
    JSON.stringify(Properties['ServiceToken'] ?? ''),
  );
  return Object.entries(Resources).filter(([id]) => !providers.some((token) => token.includes(`"${id}"`)));
}

function assertKnown(template: Template) {
  for (const [id, { Type }] of runnable(template)) {
    if (!isKnown(Type)) fail(id, `is of type ${Type}, which the local runner does not know (local/resource-types.ts)`);
  }
}

function nameOf(id: string, { Type, Properties }: TemplateResource): string {
  const name = Properties[Type === 'AWS::Lambda::Function' ? 'FunctionName' : 'TopicName'];
  if (typeof name === 'string') return name;
  return Type === 'AWS::S3::Bucket' ? id.toLowerCase() : id;
}

interface Attribute {
  readonly id: string;
  readonly attribute: string;
  readonly resource: TemplateResource;
  readonly addresses: LocalAddresses;
}

function attributeOf({ id, attribute, resource, addresses }: Attribute): string {
  const name = nameOf(id, resource);
  switch (`${resource.Type}.${attribute}`) {
    case 'AWS::DynamoDB::Table.StreamArn':
      return addresses.streamArn(name);
    case 'AWS::ApiGatewayV2::Api.ApiEndpoint':
      return addresses.apiUrl(String(resource.Properties['Name']));
    case 'Custom::MskBootstrapBrokers.BootstrapBrokerStringSaslIam':
      return addresses.brokers;
    case 'AWS::MSK::Cluster.Arn':
      return 'arn:aws:kafka:us-east-1:000000000000:cluster/local/1';
    case 'AWS::Lambda::Function.Arn':
      return functionArn(name);
    case 'AWS::S3::Bucket.Arn':
      return `arn:aws:s3:::${name}`;
    default:
      return WITHOUT_LOCAL_MEANING.includes(resource.Type)
        ? `${id}.${attribute}`
        : fail(id, `has no ${attribute} locally`);
  }
}

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

function readSettings<Schema extends z.ZodMiniType>(
  id: string,
  schema: Schema,
  properties: () => unknown,
): z.output<Schema> {
  const result = z.safeParse(schema, orFail(id, properties), inEnglish);
  return result.success ? result.data : fail(id, `can't run here as it is set: ${z.prettifyError(result.error)}`);
}

function orFail(id: string, properties: () => unknown): unknown {
  try {
    return properties();
  } catch (error) {
    return fail(id, `can't run here: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fail(id: string, problem: string): never {
  throw new Error(`${id} ${problem}`);
}
