declare module 'spdx-satisfies' {
  /** Whether an SPDX expression can be met with these licences; throws for what is no expression. */
  export default function satisfies(expression: string, approved: readonly string[]): boolean;
}
declare module 'spdx-expression-parse' {
  /** Throws for what is no SPDX expression. */
  export default function parse(expression: string): unknown;
}
