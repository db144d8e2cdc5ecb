import * as z from 'zod/mini';

/** What a template's references stand for on this machine. */
export interface References {
  /** Ref of a resource or a pseudo parameter. */
  ref(logicalId: string): string;
  attribute(logicalId: string, attribute: string): string;
  imported(exportName: string): unknown;
}

const Pair = z.tuple([z.string(), z.string()]);
const Join = z.tuple([z.string(), z.array(z.unknown())]);
const Select = z.tuple([z.union([z.string(), z.number()]), z.unknown()]);
const Split = z.tuple([z.string(), z.unknown()]);

/** Replaces a template's intrinsic functions by their values; one that is not known here is an error. */
export function resolver(references: References) {
  const text = (value: unknown) => String(resolve(value));
  const intrinsics: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (argument) => references.ref(z.parse(z.string(), argument)),
    'Fn::GetAtt': (argument) => references.attribute(...z.parse(Pair, argument)),
    'Fn::ImportValue': (argument) => resolve(references.imported(text(argument))),
    'Fn::Join': (argument) => {
      const [separator, parts] = z.parse(Join, argument);
      return parts.map(text).join(separator);
    },
    'Fn::Split': (argument) => {
      const [separator, source] = z.parse(Split, argument);
      return text(source).split(separator);
    },
    'Fn::Select': (argument) => {
      const [index, list] = z.parse(Select, argument);
      return z.parse(z.array(z.unknown()), resolve(list))[Number(index)];
    },
    'Fn::Sub': (argument) =>
      z.parse(z.string(), argument).replace(/\$\{([^}!]+)\}/g, (_, name: string) => references.ref(name)),
  };

  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
    if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return callIntrinsic(name, argument);
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolve(child)]));
  };

  const callIntrinsic = (name: string, argument: unknown) => {
    const intrinsic = intrinsics[name];
    if (intrinsic === undefined) throw new Error(`the local runner does not know ${name}`);
    return intrinsic(argument);
  };
  return resolve;
}
