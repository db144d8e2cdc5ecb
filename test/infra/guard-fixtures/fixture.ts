export type Properties = Readonly<Record<string, unknown>>;
type Resource = { readonly Type: string; readonly Properties: Properties };

export interface Fixture {
  readonly keeps: Resource;
  /** Each differs from what keeps the rule in one setting. */
  readonly breaks: readonly Resource[];
}

export type Fixtures = Readonly<Record<string, Fixture>>;

/** A resource that keeps every rule, but for what is changed; an undefined setting is left out of the template. */
export const resource =
  (Type: string, base: Properties, attributes: Properties = {}) =>
  (changed: Properties = {}, changedAttributes: Properties = {}) => ({
    Type,
    Properties: { ...base, ...changed },
    ...attributes,
    ...changedAttributes,
  });
