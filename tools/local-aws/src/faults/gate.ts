/** Something that can be awaited until it is opened, once. */
export interface Gate<T> {
  readonly opened: Promise<T>;
  /** Has an effect the first time only. */
  open(value: T): void;
}

export function createGate<T>(): Gate<T> {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
