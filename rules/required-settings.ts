import { isDeepStrictEqual } from 'node:util';
import type { Templates } from '../local/assembly.ts';
import { readableId } from './readable-values.ts';

type Settings = Readonly<Record<string, unknown>>;

interface Requirement {
  /** Completes "<setting> must …". */
  readonly text: string;
  readonly isMet: (value: unknown) => boolean;
}

/** What resources of one kind must keep, each of them alone. */
export interface RequiredSettings {
  readonly kind: string;
  readonly type: string;
  /** Left out where all of the type are of the kind. */
  readonly applies?: (settings: Settings, templates: Templates) => boolean;
  /** A setting is a path in the resource's properties, or an attribute such as DeletionPolicy. */
  readonly rules: readonly (readonly [setting: string, requirement: Requirement, reason: string])[];
}

/** A value that CloudFormation works out later (Ref, Fn::…) is equal to none. */
export const be = (wanted: unknown): Requirement => ({
  text: `be ${JSON.stringify(wanted)}`,
  isMet: (value) => isDeepStrictEqual(value, wanted),
});

export const beWithin = (lowest: number, highest: number): Requirement => ({
  text: `be ${lowest} to ${highest}`,
  isMet: (value) => typeof value === 'number' && value >= lowest && value <= highest,
});

export const beAtLeast = (lowest: number): Requirement => ({
  text: `be at least ${lowest}`,
  isMet: (value) => typeof value === 'number' && value >= lowest,
});

export const beSet: Requirement = { text: 'be set', isMet: (value) => value !== undefined };

export const beLeftOut: Requirement = { text: 'be left out', isMet: (value) => value === undefined };

/** A list, or the function of CloudFormation that gives one. */
export const haveEntries: Requirement = {
  text: 'have entries',
  isMet: (value) => typeof value === 'object' && value !== null && Object.keys(value).length > 0,
};

/** One line of a text of many, such as a broker's settings. */
export const haveLine = (line: string): Requirement => ({
  text: `have the line ${line}`,
  isMet: (value) => typeof value === 'string' && value.split('\n').includes(line),
});

/** The settings that break these rules: which resource, what it must have, and why. One line each. */
export const brokenSettings = (templates: Templates, required: readonly RequiredSettings[]): readonly string[] =>
  Object.values(templates).flatMap(({ Resources }) =>
    Object.entries(Resources).flatMap(([id, resource]) => {
      const settings = { ...resource, ...resource.Properties };
      return required
        .filter(({ type, applies = () => true }) => type === resource.Type && applies(settings, templates))
        .flatMap(({ kind, rules }) =>
          rules
            .filter(([setting, { isMet }]) => !isMet(settingAt(settings, setting)))
            .map(([setting, { text }, reason]) => `${readableId(id)} (${kind}): ${setting} must ${text}. ${reason}`),
        );
    }),
  );

/** @param path the names of settings, each within the one before, parted by dots. */
export const settingAt = (settings: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (isSettings(value) ? value[name] : undefined), settings);

const isSettings = (value: unknown): value is Settings => typeof value === 'object' && value !== null;
