import { describe, expect, it } from 'vitest';
import { createLogger, createMetrics, serializeError, type LoggerOptions } from './index.js';

function logging(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'files', destination, ...options });
  return { logger, lines, objects: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('createLogger', () => {
  it('writes one JSON object a line', () => {
    const { logger, lines, objects } = logging();
    logger.info({ dataset: 'title-basics', rows: 3 }, 'loaded');
    logger.warn('late');
    expect(lines.every((line) => line.endsWith('}\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(objects()).toMatchObject([
      { level: 'info', service: 'files', dataset: 'title-basics', rows: 3, msg: 'loaded' },
      { level: 'warn', service: 'files', msg: 'late' },
    ]);
    expect(objects()[0]?.['time']).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  });

  it('leaves out what is below its level', () => {
    const { logger, lines } = logging({ level: 'warn' });
    logger.info('quiet');
    logger.error('loud');
    expect(lines).toHaveLength(1);
  });

  it('hides secrets, one level down too', () => {
    const { logger, lines } = logging();
    logger.info({ password: 'hunter2', message: { receiptHandle: 'hunter2', messageId: 'm' } }, 'received');
    expect(lines.join()).not.toContain('hunter2');
    expect(lines.join()).toContain('"messageId":"m"');
  });

  it('gives a child’s fields to all its lines', () => {
    const { logger, objects } = logging();
    logger.child({ lane: 'rows' }).info('polling');
    expect(objects()[0]).toMatchObject({ lane: 'rows', service: 'files' });
  });

  it('tells an error with its causes, and nothing it carries', () => {
    const { logger, objects, lines } = logging();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', body: 'hunter2' });
    logger.error({ err: new Error('queue unavailable', { cause }) }, 'cannot receive');
    expect(objects()[0]?.['err']).toMatchObject({
      type: 'Error',
      message: 'queue unavailable',
      cause: { code: 'ECONNREFUSED', message: 'refused' },
    });
    expect(lines.join()).not.toContain('hunter2');
  });
});

describe('serializeError', () => {
  it('reads what the AWS SDK adds', () => {
    const error = Object.assign(new Error('slow down'), {
      $metadata: { httpStatusCode: 503, requestId: 'q' },
    });
    expect(serializeError(error)).toMatchObject({ httpStatusCode: 503, requestId: 'q' });
  });

  it('takes what is no error, circles of causes and aggregates', () => {
    expect(serializeError('text')).toEqual({ type: 'string', message: 'text' });
    const circle = new Error('circle');
    circle.cause = circle;
    expect(JSON.stringify(serializeError(circle)).match(/"circle"/g)).toHaveLength(6);
    expect(serializeError(new AggregateError([new Error('a')], 'all')).errors).toMatchObject([
      { message: 'a' },
    ]);
  });
});

describe('createMetrics', () => {
  const lines: string[] = [];
  const metrics = createMetrics({
    namespace: 'Sluice',
    service: 'fargate-processor',
    write: (line) => void lines.push(line),
    now: () => 1760000000000,
  });

  it('writes the embedded metric format', () => {
    metrics.emit(
      { Loaded: { value: 3, unit: 'Count' }, Took: { value: 12.5, unit: 'Milliseconds' } },
      { Dataset: 'd' },
    );
    const line = lines.pop() ?? '';
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: 1760000000000,
        CloudWatchMetrics: [
          {
            Namespace: 'Sluice',
            Dimensions: [['Service', 'Dataset']],
            Metrics: [
              { Name: 'Loaded', Unit: 'Count' },
              { Name: 'Took', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      Service: 'fargate-processor',
      Dataset: 'd',
      Loaded: 3,
      Took: 12.5,
    });
  });

  it('counts', () => {
    metrics.count('Halted', 1);
    expect(JSON.parse(lines.pop() ?? '')).toMatchObject({ Service: 'fargate-processor', Halted: 1 });
  });
});
