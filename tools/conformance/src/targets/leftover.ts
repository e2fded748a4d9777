/** Something that a broken run left. */
export interface Leftover {
  readonly name: string;
  remove(): Promise<unknown>;
}
