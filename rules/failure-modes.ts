import * as z from 'zod/mini';
import { resourcesOfType, type Templates } from '../local/assembly.ts';
import { plain } from './plain.ts';

const Mapping = z.object({
  FunctionName: z.string(),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
  Topics: z.optional(z.unknown()),
});
const Alias = z.object({ FunctionName: z.string(), Name: z.string() });
const Consumer = z.object({ Environment: z.object({ Variables: z.object({ FAILURE_MODE: z.string() }) }) });

/**
 * A function that reports failures to a source that does not expect them loses records: its answer counts as success. One that
 * throws where reports are expected has its whole batch again. Returns what is wrong, one line each.
 */
export function wrongFailureModes(templates: Templates): readonly string[] {
  const functions = new Map(
    resourcesOfType(templates, 'AWS::Lambda::Function').map(({ id, Properties }) => [plainId(id), plain(Properties)]),
  );
  for (const { id, Properties } of resourcesOfType(templates, 'AWS::Lambda::Alias')) {
    const { FunctionName, Name } = Alias.parse(plain(Properties));
    functions.set(`${plainId(id)} split at :[6]:${Name}`, functions.get(FunctionName));
  }
  return resourcesOfType(templates, 'AWS::Lambda::EventSourceMapping').flatMap(({ Properties }) => {
    const { FunctionName, FunctionResponseTypes, Topics } = Mapping.parse(plain(Properties));
    // What follows a stream reports always, and a rule of event-sources.guard has its source expect it.
    if (Topics === undefined) return [];
    const expected = FunctionResponseTypes.includes('ReportBatchItemFailures') ? 'report' : 'throw';
    const mode = modeOf(functions.get(FunctionName));
    return mode === expected
      ? []
      : [`${FunctionName} is to ${mode} failures where its source expects it to ${expected}`];
  });
}

const plainId = (id: string) => String(plain({ Ref: id }));

function modeOf(consumer: unknown): string {
  const parsed = z.safeParse(Consumer, consumer);
  return parsed.success ? parsed.data.Environment.Variables.FAILURE_MODE : 'do something unsaid with';
}
