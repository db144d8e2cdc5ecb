import type { Signal } from '@preact/signals';

interface NumberFieldProps {
  readonly label: string;
  /** As typed. */
  readonly of: Signal<string>;
  readonly highest: number;
}

/** A field for a whole number from 1. */
export function NumberField({ label, of, highest }: NumberFieldProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        min="1"
        max={highest}
        step="1"
        value={of.value}
        aria-invalid={wrongNumber({ label, of, highest }) !== undefined}
        onInput={({ currentTarget }) => {
          of.value = currentTarget.value;
        }}
      />
    </label>
  );
}

/** Why the fields cannot be used as they are; undefined where they can. */
export function wrongNumber(...fields: readonly NumberFieldProps[]): string | undefined {
  const wrong = fields.find(({ of: { value }, highest }) => !/^[1-9]\d*$/.test(value) || Number(value) > highest);
  return wrong && `${wrong.label}: a whole number from 1 to ${wrong.highest}.`;
}
