/** The user can mend this: shown as its message alone, without a stack. */
export class StopWithOneLine extends Error {}
