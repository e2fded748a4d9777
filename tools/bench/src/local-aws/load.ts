import autocannon from 'autocannon';

const connections = 32;

/** How much of a load was answered, and in what time. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
}

/**
 * Keeps 32 connections busy with the same requests in turn, for a time or until a number of them is done. Throws when
 * any was not answered with 200: what fails fast must not count as fast.
 */
export async function load(
  endpoint: string,
  requests: autocannon.Request[],
  until: { readonly seconds: number } | { readonly requests: number },
): Promise<LoadResult> {
  const startedAt = performance.now();
  let lastAnswerAt = startedAt;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = {
      url: endpoint,
      connections,
      requests,
      ...('seconds' in until
        ? { duration: until.seconds }
        : { amount: until.requests, connections: Math.min(connections, until.requests) }),
    };
    const run = autocannon(options, (error, done) => (error ? reject(error) : resolve(done)));
    // The run itself ends with the second in which the last answer came.
    run.on('response', () => {
      lastAnswerAt = performance.now();
    });
  });
  const seconds = (lastAnswerAt - startedAt) / 1000;
  const { errors, timeouts, non2xx } = result;
  if (errors + timeouts + non2xx > 0) {
    throw new Error(`${errors} errors, ${timeouts} timeouts and ${non2xx} refusals under load.`);
  }
  return { requests: result['2xx'], seconds };
}
