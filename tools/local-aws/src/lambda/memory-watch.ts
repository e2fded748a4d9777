import { readFileSync } from 'node:fs';

const LOOK_MS = 50;

export interface MemoryWatch {
  /** The most that was seen; undefined where the system does not tell. */
  readonly peakKilobytes: number | undefined;
  stop(): void;
}

/**
 * Looks at a process's resident memory from outside, because a handler in a loop lets nothing inside look. Calls
 * `onExceeded` once, when it is more than the limit. Linux tells; elsewhere only the limit of the JavaScript heap holds.
 */
export function watchMemory(pid: number, limitKilobytes: number, onExceeded: () => void): MemoryWatch {
  let peakKilobytes: number | undefined;
  const look = () => {
    const kilobytes = residentKilobytes(pid);
    if (kilobytes === undefined) return stop();
    peakKilobytes = Math.max(peakKilobytes ?? 0, kilobytes);
    if (kilobytes <= limitKilobytes) return;
    stop();
    onExceeded();
  };
  const timer = setInterval(look, LOOK_MS);
  const stop = () => clearInterval(timer);
  look();
  return {
    get peakKilobytes() {
      return peakKilobytes;
    },
    stop,
  };
}

function residentKilobytes(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes);
  } catch {
    // The process is gone, or this is no Linux.
    return undefined;
  }
}
