import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { awsClientSettings, ConfigurationError, jsonVariable, parseEnvironment } from './index.js';

const problemsOf = (call: () => unknown): readonly string[] => {
  try {
    call();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
};

const schema = z.object({
  QUEUE_URL: z.url(),
  BUCKET: z.string(),
  PORT: z.coerce.number().int().default(8080),
  LANES: jsonVariable(z.array(z.object({ name: z.string() }))),
});
const good = { QUEUE_URL: 'http://127.0.0.1:1/q', BUCKET: 'b', LANES: '[{"name":"files"}]' };

describe('parseEnvironment', () => {
  it('reads, converts and leaves out what it does not know', () => {
    expect(parseEnvironment(schema, { ...good, PORT: '0', HOME: '/' })).toEqual({
      QUEUE_URL: good.QUEUE_URL,
      BUCKET: 'b',
      PORT: 0,
      LANES: [{ name: 'files' }],
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(parseEnvironment(schema, { ...good, PORT: '' }).PORT).toBe(8080);
    expect(problemsOf(() => parseEnvironment(schema, { ...good, BUCKET: '' }))).toEqual([
      'BUCKET is not set',
    ]);
  });

  it('lists every problem at once', () => {
    const problems = problemsOf(() =>
      parseEnvironment(schema, { QUEUE_URL: 'nowhere', PORT: 'x', LANES: '[{}]' }),
    );
    expect(problems.map((problem) => problem.split(/[ :]/)[0])).toEqual([
      'QUEUE_URL',
      'BUCKET',
      'PORT',
      'LANES.0.name',
    ]);
  });

  it('never prints a value', () => {
    const secret = 'hunter2hunter2';
    const strict = z.object({
      QUEUE_URL: z.url(),
      BUCKET: z.enum(['a', 'b']),
      PORT: z.coerce.number(),
      LANES: jsonVariable(z.array(z.string())),
    });
    const problems = problemsOf(() =>
      parseEnvironment(strict, { QUEUE_URL: secret, BUCKET: secret, PORT: secret, LANES: `{"${secret}": ` }),
    );
    expect(problems).toHaveLength(4);
    expect(problems.join()).not.toContain(secret);
    expect(new ConfigurationError(problems).message).not.toContain(secret);
  });
});

describe('awsClientSettings', () => {
  it('has no default region', () => {
    expect(problemsOf(() => awsClientSettings({}))).toEqual(['AWS_REGION is not set']);
  });

  it('names an endpoint only when there is one', () => {
    expect(awsClientSettings({ AWS_REGION: 'eu-central-1' })).toEqual({
      region: 'eu-central-1',
      maxAttempts: 5,
    });
    expect(
      awsClientSettings({
        AWS_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
        AWS_MAX_ATTEMPTS: '2',
      }),
    ).toEqual({ region: 'eu-central-1', endpoint: 'http://127.0.0.1:4566', maxAttempts: 2 });
  });

  it('refuses what is no http endpoint', () => {
    expect(
      problemsOf(() => awsClientSettings({ AWS_REGION: 'r', AWS_ENDPOINT_URL: 'localhost:4566' })),
    ).toHaveLength(1);
  });
});
