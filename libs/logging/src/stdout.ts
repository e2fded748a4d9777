import pino from 'pino';

/** Takes whole lines. */
export interface LineDestination {
  write(line: string): void;
}

let destination: LineDestination | undefined;

/**
 * Standard output, written synchronously: Lambda freezes a process between invocations, and a killed one would
 * lose what it had buffered. Logs and metrics share it, so that their lines never run into each other.
 */
export function stdout(): LineDestination {
  destination ??= pino.destination({ dest: 1, sync: true });
  return destination;
}
