import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../local/assembly.ts';
import { brokenSettings, type RequiredSettings } from '../../rules/required-settings.ts';

type Settings = Readonly<Record<string, unknown>>;
type Resource = Settings & { readonly Properties: Settings };

/** By kind: a resource that keeps every rule, and what breaks it. */
type Fixtures = Readonly<
  Record<
    string,
    {
      readonly keeps: Resource;
      /** By "<setting> must …": values of the setting, each of which breaks this rule alone; undefined leaves it out. */
      readonly breaks: Readonly<Record<string, readonly unknown[]>>;
    }
  >
>;

/** Has each rule seen to refuse what breaks it, and to accept what keeps it. */
export function describeEachRule(what: string, rules: readonly RequiredSettings[], fixtures: Fixtures) {
  const cases = Object.entries(fixtures).flatMap(([kind, { keeps, breaks }]) =>
    Object.entries(breaks).map(([rule, values]) => ({ kind, keeps, rule, values })),
  );

  describe(`the rules for ${what}`, () => {
    it.each(cases)('$kind: $rule', ({ kind, keeps, rule, values }) => {
      expect(faultsOf(rules, { It: keeps })).toEqual([]);
      for (const value of values) {
        const [fault, ...others] = faultsOf(rules, { It: changed(keeps, rule.split(' ')[0] ?? '', value) });
        expect(fault).toContain(`It (${kind}): ${rule}. `);
        expect(others).toEqual([]);
      }
    });

    it('have each a value that breaks it', () => {
      const all = rules.flatMap(({ kind, rules }) =>
        rules.map(([setting, { text }]) => `${kind}: ${setting} must ${text}`),
      );

      expect(cases.filter(({ values }) => values.length > 0).map(({ kind, rule }) => `${kind}: ${rule}`)).toEqual(all);
    });
  });
}

/** Written and read as CloudFormation would, which knows no undefined. */
export const faultsOf = (rules: readonly RequiredSettings[], resources: Settings) =>
  brokenSettings({ stack: parseTemplate(JSON.parse(JSON.stringify({ Resources: resources }))) }, rules);

/** A copy with another value at a path: an attribute of the resource, or one of its properties. */
function changed(resource: Resource, path: string, value: unknown): Resource {
  if (path in resource) return { ...resource, [path]: value };
  return { ...resource, Properties: withValue(resource.Properties, path.split('.'), value) };
}

function withValue(settings: unknown, [name = '', ...rest]: readonly string[], value: unknown): Settings {
  const known = isSettings(settings) ? settings : {};
  return { ...known, [name]: rest.length === 0 ? value : withValue(known[name], rest, value) };
}

const isSettings = (value: unknown): value is Settings => typeof value === 'object' && value !== null;
