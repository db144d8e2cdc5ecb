/** The user can mend this: shown as its message alone, without a stack. */
export class StopWithOneLine extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
