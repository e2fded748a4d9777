import * as z from 'zod';

const figure = z.object({ value: z.number().positive(), better: z.enum(['lower', 'higher']) });

const trendLine = z.object({
  /** When it was measured. */
  at: z.iso.datetime(),
  commit: z.string(),
  bench: z.string(),
  settings: z.string(),
  node: z.string().regex(/^v\d+\./),
  figures: z.record(z.string(), figure),
  /** Figures that were worse than they should be: they are no measure for later ones. */
  worse: z.array(z.string()).optional(),
  /** Why figures may be what they are from here on: what was before is no measure any more. */
  accepted: z.string().optional(),
});

/** One run of one bench, one line of the trend's file. */
export type TrendLine = z.infer<typeof trendLine>;

const benchResult = z.object({
  bench: z.string(),
  settings: z.string(),
  node: z.string().regex(/^v\d+\./),
  figures: z.array(figure.extend({ name: z.string() })),
});

/** Text that should be a trend or a bench's result is something else. */
export class UnreadableTrendError extends Error {
  override readonly name = 'UnreadableTrendError';
}

/**
 * Reads a trend, oldest first. A line that cannot be read stops it, because a trend that forgets says “steady”.
 * @throws {UnreadableTrendError} naming file and line
 */
export function readTrend(text: string, file: string): readonly TrendLine[] {
  if (text !== '' && !text.endsWith('\n'))
    throw new UnreadableTrendError(`${file} ends within a line: take the version before it.`);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => parsed(trendLine, line, `${file}:${index + 1} is no line of a trend`));
}

/**
 * What `bench NAME --json` printed, as the line of a run that is not judged yet.
 * @throws {UnreadableTrendError} naming the file
 */
export function readResult(text: string, file: string, run: { at: string; commit: string }): TrendLine {
  const result = parsed(benchResult, text, `${file} is no result of \`bench NAME --json\``);
  const figures = Object.fromEntries(result.figures.map(({ name, ...rest }) => [name, rest]));
  return { ...run, bench: result.bench, settings: result.settings, node: result.node, figures };
}

export const renderLine = (line: TrendLine): string => `${JSON.stringify(line)}\n`;

function parsed<Value>(schema: z.ZodType<Value>, text: string, fault: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UnreadableTrendError(`${fault}: it is not JSON.`, { cause });
  }
  const result = schema.safeParse(value);
  if (!result.success)
    throw new UnreadableTrendError(`${fault}: ${z.prettifyError(result.error)}`, { cause: result.error });
  return result.data;
}
