import { join } from 'node:path';
import type { ChaosBed } from '../bed/chaos-bed.js';
import type { Finding } from './finding.js';
import { readLogs } from './logs.js';

/** So many findings are told in full. */
const mostStories = 20;
const linesOfStory = 8;

/** What the logs of all apps say of what is not as it must be, by finding. */
export async function storiesOf(
  findings: readonly Finding[],
  { dataDirectory }: Pick<ChaosBed, 'dataDirectory'>,
): Promise<readonly string[]> {
  const told = findings.slice(0, mostStories);
  if (told.length === 0) return [];
  const logs = await readLogs(join(dataDirectory, 'logs'));
  const lines = logs.map(({ file, text }) => `${file}: ${text}`);
  const shown = new Set<string>();
  return told.map(({ kind, id, what }) => {
    // A record of a file is known by its source, one of the stream by its sequence number.
    const traces = [id, id.replace(/:\d{12}$/, ''), id.replace(/^.*:(\d{20,}).*$/, '$1')];
    const about = lines
      .filter((line) => traces.some((trace) => line.includes(trace)))
      .slice(-linesOfStory)
      // Records of one source have one story.
      .filter((line) => !shown.has(line));
    about.forEach((line) => shown.add(line));
    return [`${kind}: ${id}: ${what}`, ...about.map((line) => `    ${line}`)].join('\n');
  });
}
