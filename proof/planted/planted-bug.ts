/** A change of one file: a text that occurs in it exactly once, and what stands there instead. */
export interface CodeEdit {
  /** From the project folder. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Lives of the simulation: one of these laws must be broken, in the words of its message. */
export interface CaughtByLives {
  readonly layer: 'simulation';
  readonly laws: readonly string[];
}

/** A file of tests: an assertion of a test whose full name holds this text must fail. */
export interface CaughtByTest {
  readonly layer: 'unit' | 'ports' | 'infra';
  readonly file: string;
  readonly test: string;
}

/** A mistake that somebody could make, as a change of the real code. */
export interface PlantedBug {
  readonly name: string;
  /** What it would do to an order, in one sentence. */
  readonly harm: string;
  readonly edits: readonly CodeEdit[];
  readonly caughtBy: CaughtByLives | CaughtByTest;
}

/**
 * The text of a file with those of the edits that are of it.
 * @throws Error for a text that is not there, or is there more than once: the code has changed, and the bug must be planted anew
 */
export function withEdits(source: string, edits: readonly CodeEdit[]): string {
  return edits.reduce((text, { file, find, replace }) => {
    const times = text.split(find).length - 1;
    if (times !== 1)
      throw new Error(
        `${file} holds the text of a planted bug ${times} times instead of once; adapt the edit to the code: ${find}`,
      );
    return text.replace(find, () => replace);
  }, source);
}
