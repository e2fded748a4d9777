import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { embeddedMetrics } from './embedded-metric-format.js';
import type { MetricSink } from '../kernel/ports.js';

/** What stands on one line longer than this is cut in several, as log drivers do. */
const MAX_LINE_CHARACTERS = 256 * 1024;

/** Where the output of child processes goes: a file, line by line, and metrics out of its lines. */
export interface ProcessLog {
  line(text: string): void;
  /** Follows a child's output to its end; `onLine` sees each line as well. */
  attach(output: Readable, onLine?: (line: string) => void): void;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

/** Appends to the file, which it creates, with its folder, if need be. */
export function openProcessLog(
  path: string,
  metrics: MetricSink,
  warn: (message: string) => void,
): ProcessLog {
  mkdirSync(dirname(path), { recursive: true });
  const file = createWriteStream(path, { flags: 'a' });
  file.on('error', (error) => warn(`${path}: ${error.message}`));

  const take = (line: string, onLine?: (line: string) => void) => {
    if (file.writable) file.write(`${line}\n`);
    for (const datum of embeddedMetrics(line)) metrics.put(datum);
    onLine?.(line);
  };

  return {
    line: (text) => take(text),
    attach: (output, onLine) => {
      let rest = '';
      output.setEncoding('utf8');
      output.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) take(line, onLine);
        if (rest.length < MAX_LINE_CHARACTERS) return;
        take(rest, onLine);
        rest = '';
      });
      output.on('end', () => {
        if (rest !== '') take(rest, onLine);
      });
      // The child may be killed while it writes; what came before has been taken.
      output.on('error', () => undefined);
    },
    close: () => new Promise((resolve) => file.end(() => resolve())),
  };
}
