import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A line of an app's log. */
export interface LogLine {
  /** Below the folder that was read. */
  readonly file: string;
  readonly text: string;
  /** ISO 8601 UTC; empty of what is no structured line, as the others. */
  readonly time: string;
  readonly message: string;
  readonly sourceId: string;
}

/** Every line of every log below a folder, file by file. */
export async function readLogs(directory: string): Promise<readonly LogLine[]> {
  const names = await readdir(directory, { recursive: true });
  const logs = names.filter((name) => name.endsWith('.log'));
  const lines = await Promise.all(
    logs.map(async (file) => {
      const text = await readFile(join(directory, file), 'utf8');
      return text.split('\n').map((line) => readLine(file, line));
    }),
  );
  return lines.flat();
}

function readLine(file: string, text: string): LogLine {
  const fields = parsed(text);
  const field = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  return { file, text, time: field('time'), message: field('msg'), sourceId: field('sourceId') };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Cut off when its process was killed, or no structured line.
    return {};
  }
}
