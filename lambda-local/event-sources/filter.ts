import * as z from 'zod/mini';

const Rule = z.union([
  z.string(),
  z.boolean(),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ 'anything-but': z.union([z.string(), z.array(z.string())]) }),
]);
type Rule = z.output<typeof Rule>;
const Rules = z.array(Rule);
const Pattern = z.record(z.string(), z.unknown());

interface Filtered {
  readonly id: string;
  readonly FilterCriteria?: { readonly Filters: readonly { readonly Pattern: string }[] } | undefined;
}

interface Condition {
  readonly path: readonly string[];
  readonly rules: readonly Rule[];
}

// Names and types alternate below an image; only a type that holds a plain value is a leaf.
const leaf =
  /^(event\w+|awsRegion|dynamodb\.(SequenceNumber|StreamViewType)|dynamodb\.(Keys|NewImage|OldImage)(\.[^.]+\.M)*\.[^.]+(\.L)*\.(S|N|B|BOOL|NULL|SS|NS|BS))$/;

/** A mapping's filters as one predicate over stream records. A pattern that could never match on AWS is refused. */
export function parseFilters({ id, FilterCriteria }: Filtered): (record: unknown) => boolean {
  if (!FilterCriteria) return () => true;
  const filters = FilterCriteria.Filters.map(({ Pattern }) => conditions(id, JSON.parse(Pattern)));
  return (record) => filters.some((filter) => filter.every((condition) => holds(condition, record)));
}

function conditions(id: string, pattern: unknown, path: readonly string[] = []): Condition[] {
  if (!Array.isArray(pattern)) {
    return Object.entries(z.parse(Pattern, pattern)).flatMap(([key, inner]) => conditions(id, inner, [...path, key]));
  }
  const at = path.join('.');
  if (!leaf.test(at))
    throw new Error(`${id}: the filter on ${at} never matches, since ${at} is not a leaf of the event`);
  const rules = z.safeParse(Rules, pattern);
  if (!rules.success) throw new Error(`${id}: the filter on ${at} uses an operator that is not supported here`);
  return [{ path, rules: rules.data }];
}

const holds = ({ path, rules }: Condition, record: unknown) => {
  const values = valuesAt(record, path);
  return rules.some((rule) => satisfies(rule, values));
};

function valuesAt(node: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(node)) return node.flatMap((element) => valuesAt(element, path));
  const [key, ...rest] = path;
  if (key === undefined) return node === undefined ? [] : [node];
  const inner = z.safeParse(Pattern, node);
  return inner.success ? valuesAt(inner.data[key], rest) : [];
}

function satisfies(rule: Rule, values: readonly unknown[]): boolean {
  if (typeof rule !== 'object') return values.includes(rule);
  if ('exists' in rule) return values.length > 0 === rule.exists;
  if ('prefix' in rule) return values.some((value) => typeof value === 'string' && value.startsWith(rule.prefix));
  return values.some((value) => ![rule['anything-but']].flat().some((unwanted) => unwanted === value));
}
