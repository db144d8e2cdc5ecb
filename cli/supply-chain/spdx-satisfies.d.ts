declare module 'spdx-satisfies' {
  /** Throws where the expression is not one of SPDX. */
  export default function satisfies(expression: string, approved: readonly string[]): boolean;
}
