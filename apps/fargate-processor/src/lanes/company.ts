interface Waiting {
  readonly isAlone: boolean;
  readonly begin: () => void;
}

/**
 * What the lanes of a process may do at a time: any number of things together, or one alone. Whoever asks waits behind
 * those who asked before, so neither kind keeps the other waiting for ever. Not to be nested.
 *
 * What kills the process takes along all that is under way in it, in either lane. What was tried in vain again and again is
 * done alone, so that it can count down nobody but itself.
 */
export class Company {
  #together = 0;
  #isAlone = false;
  readonly #waiting: Waiting[] = [];

  async together<T>(work: () => Promise<T>): Promise<T> {
    await this.#turn(false);
    try {
      return await work();
    } finally {
      this.#together -= 1;
      this.#beginNext();
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    await this.#turn(true);
    try {
      return await work();
    } finally {
      this.#isAlone = false;
      this.#beginNext();
    }
  }

  #turn(isAlone: boolean): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push({ isAlone, begin });
      this.#beginNext();
    });
  }

  #beginNext(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (!next || this.#isAlone || (next.isAlone && this.#together > 0)) return;
      this.#waiting.shift();
      if (next.isAlone) this.#isAlone = true;
      else this.#together += 1;
      next.begin();
    }
  }
}
