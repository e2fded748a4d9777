/** Whether `data[start, end)` matches. */
export type ByteMatcher = (data: Uint8Array, start: number, end: number) => boolean;

interface Step {
  /** By byte: 1 where it is taken. */
  readonly bytes: Uint8Array;
  readonly min: number;
  readonly max: number;
}

/** One ASCII character, an escape or a class that is not negated; then how often. Anything else is not for bytes. */
const stepForm =
  /(\\[dwtnrfv]|\\[!-/:-@[-`{-~]|\[(?!\^)(?:\\[dwtnrfv]|\\[!-/:-@[-`{-~]|[ -[^-~])+\]|[ !"#%&',\-/0-9:;<=>@A-Z_`a-z~])([?*+]|\{\d+(?:,\d*)?\})?/y;

/**
 * Compiles a contract's pattern to a run over bytes, where that is exact: ASCII characters and classes in sequence, in
 * which what may come next never starts like what repeats before it, so that nothing needs to be tried twice.
 * @param pattern anchored, as `defineDataset` has checked
 * @returns undefined for every other pattern
 */
export function byteMatcher(pattern: string): ByteMatcher | undefined {
  const steps = readSteps(pattern.slice(1, -1));
  if (!steps?.every((step, index) => isDecided(step, steps.slice(index + 1)))) return undefined;
  return (data, start, end) => {
    let at = start;
    for (let index = 0; index < steps.length; index++) {
      const { bytes, min, max } = steps[index] as Step;
      const from = at;
      const stop = Math.min(end, from + max);
      while (at < stop && bytes[data[at] as number] === 1) at++;
      if (at - from < min) return false;
    }
    return at === end;
  };
}

function readSteps(source: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < source.length; at = stepForm.lastIndex) {
    stepForm.lastIndex = at;
    const [, one = '', often = ''] = stepForm.exec(source) ?? [];
    if (one === '') return undefined;
    steps.push({ bytes: bytesOf(one), ...repeats(often) });
  }
  return steps;
}

/** JavaScript's own reading of the character or class; none of them takes a character beyond ASCII. */
function bytesOf(one: string): Uint8Array {
  const expression = new RegExp(`^${one}$`, 'u');
  return Uint8Array.from({ length: 256 }, (_, code) =>
    code < 128 && expression.test(String.fromCharCode(code)) ? 1 : 0,
  );
}

function repeats(often: string): { min: number; max: number } {
  if (often === '') return { min: 1, max: 1 };
  if (often === '?') return { min: 0, max: 1 };
  if (often === '*') return { min: 0, max: Infinity };
  if (often === '+') return { min: 1, max: Infinity };
  const [min = '', max] = often.slice(1, -1).split(',');
  return { min: Number(min), max: max === undefined ? Number(min) : max === '' ? Infinity : Number(max) };
}

/** Whether taking all that a step can take never takes what a later one needs. */
function isDecided(step: Step, later: readonly Step[]): boolean {
  if (step.min === step.max) return true;
  for (const next of later) {
    if (next.bytes.some((taken, byte) => taken === 1 && step.bytes[byte] === 1)) return false;
    if (next.min > 0) return true;
  }
  return true;
}
