import { isatty } from 'node:tty';
import Table from 'cli-table3';
import pico from 'picocolors';

/** A list as columns: a row for each entry, of the same length as the head. */
export interface Columns {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Colours are for people: only on a terminal, and not where NO_COLOR is set. */
const colours = () => pico.createColors(isatty(1) && !process.env['NO_COLOR']);

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'mid', 'left', 'right']
    .flatMap((side) => ['', '-mid', '-left', '-right'].map((part) => `${side}${part}`))
    .concat('middle')
    .map((name) => [name, '']),
);

/** Aligned columns without lines, to be read and to be cut apart. */
export function tableText({ head, rows }: Columns): string {
  const { bold } = colours();
  const table = new Table({
    head: head.map((name) => bold(name)),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows.map((row) => row.map(String)));
  return table.toString().replaceAll(/ +$/gm, '');
}
