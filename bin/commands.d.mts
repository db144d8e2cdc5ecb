export interface ListedCommand {
  readonly does: string;
  /** The file that is run, from the project's folder on. */
  readonly module: string;
  /** Arguments that come before the user's. */
  readonly given?: readonly string[];
  /** What may follow its name. */
  readonly examples?: readonly string[];
}

export const COMMANDS: Readonly<Record<string, ListedCommand>>;
