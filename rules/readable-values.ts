/**
 * A template's value as it reads: intrinsic functions become text (`OrderApiOrders.Arn`), the hashes that CDK adds to ids
 * are left out, and an imported value is named like what it was exported from.
 */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const [only, ...others] = Object.entries(value);
  const intrinsic = only && others.length === 0 ? intrinsics[only[0]] : undefined;
  if (only && intrinsic) return intrinsic(only[1]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}

/** A resource's id as references to it read. */
export const readableId = (id: string) => id.replace(HASH, '');

const HASH = /[0-9A-F]{8}$/;

const intrinsics: Readonly<Record<string, (argument: unknown) => string>> = {
  Ref: (id) => readableId(String(id)),
  'Fn::GetAtt': (argument) => {
    const [id, attribute] = list(argument);
    return `${readableId(String(id))}.${String(attribute)}`;
  },
  'Fn::Join': (argument) => {
    const [separator, parts] = list(argument);
    return list(readable(parts)).join(String(separator));
  },
  'Fn::Select': (argument) => {
    const [index, parts] = list(argument);
    return `${String(readable(parts))}[${String(index)}]`;
  },
  'Fn::Split': (argument) => {
    const [separator, text] = list(argument);
    return `${String(readable(text))} split at ${String(separator)}`;
  },
  'Fn::ImportValue': (name) =>
    String(name)
      .replace(/^.*:ExportsOutput(?:Ref|FnGetAtt)(.*?)[0-9A-F]{8}(.*?)[0-9A-F]{8}$/, '$1.$2')
      .replace(/\.$/, ''),
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
