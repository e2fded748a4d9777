interface Waiting {
  readonly resolve: (isFirst: boolean) => void;
  readonly reject: (reason: Error) => void;
}

/** Who waits, in the order of coming. */
export class WaitingLine {
  readonly #all = new Set<Waiting>();

  /** @throws the signal's reason, when it is aborted before */
  wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const leave = (): void => one.reject(signal.reason as Error);
      const end = (): void => {
        this.#all.delete(one);
        signal.removeEventListener('abort', leave);
      };
      const one: Waiting = {
        resolve: (isFirst) => (end(), resolve(isFirst)),
        reject: (reason) => (end(), reject(reason)),
      };
      this.#all.add(one);
      signal.addEventListener('abort', leave);
      if (signal.aborted) leave();
    });
  }

  /** @returns whether there was one */
  resolveFirst(isFirst: boolean): boolean {
    const [first] = this.#all;
    first?.resolve(isFirst);
    return first !== undefined;
  }

  resolveAll(isFirst: boolean): void {
    for (const one of [...this.#all]) one.resolve(isFirst);
  }

  rejectAll(reason: Error): void {
    for (const one of [...this.#all]) one.reject(reason);
  }
}
