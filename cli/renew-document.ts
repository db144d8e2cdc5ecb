import { readFileSync, writeFileSync } from 'node:fs';

interface RenewedText {
  readonly file: string;
  /** A line that stands once before and once after what a command writes. */
  readonly mark: string;
  readonly text: string;
}

/** Puts a text between the two marks of a document; answers whether it was another. */
export function renewBetween({ file, mark, text }: RenewedText): boolean {
  const [before, old, after, ...others] = readFileSync(file, 'utf8').split(mark);
  if (before === undefined || old === undefined || after === undefined || others.length > 0)
    throw new Error(`${file} needs two lines ${mark} around what is written there.`);
  const now = `\n\n${text}\n\n`;
  writeFileSync(file, [before, now, after].join(mark));
  return now !== old;
}
