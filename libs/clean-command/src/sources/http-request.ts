import { request as requestPlain, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as requestSecure } from 'node:https';
import { EnvironmentError } from '../failures.js';
import { urlUri } from '../place.js';
import { networkFault, PassingHttpFault, SilentServerError } from './http-faults.js';

/** How long a server is waited for, and how often it is asked. */
export interface HttpPatience {
  /** Without a byte from the server, the time to connect included. */
  readonly silenceMilliseconds: number;
  /** Tries in a row that bring nothing new. */
  readonly tries: number;
  /** Before the second try; twice as long before each further one. */
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
}

export const httpPatience: HttpPatience = {
  silenceMilliseconds: 30_000,
  tries: 5,
  firstPauseMilliseconds: 500,
  longestPauseMilliseconds: 10_000,
};

export interface HttpAnswer {
  readonly response: IncomingMessage;
  /** Behind all redirects. */
  readonly url: URL;
}

const mostRedirects = 10;
const redirects = new Set([301, 302, 303, 307, 308]);
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * GETs a URL, follows redirects, and gives the answer with its body still to come, as it is on the wire.
 * @throws {PassingHttpFault} for what may pass
 * @throws {EnvironmentError} for what will not: refused, gone, no such host, a broken redirect
 */
export async function get(
  start: URL,
  headers: OutgoingHttpHeaders,
  patience: HttpPatience,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  let url = start;
  for (let redirect = 0; redirect <= mostRedirects; redirect++) {
    const response = await getOnce(url, headers, patience, signal, start);
    const status = response.statusCode ?? 0;
    if (!redirects.has(status)) {
      if (status === 200 || status === 206 || status === 416) return { response, url };
      response.destroy();
      throw refusal(start, response);
    }
    response.destroy();
    url = redirectTarget(url, response.headers.location, start);
  }
  throw new EnvironmentError(`${urlUri(start)} redirects in a circle: check the address`);
}

function redirectTarget(from: URL, location: string | undefined, start: URL): URL {
  if (location === undefined || !URL.canParse(location, from.href))
    throw new EnvironmentError(`${urlUri(start)} redirects to nowhere: check the address`);
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && to.protocol !== 'http:')
    throw new EnvironmentError(`${urlUri(start)} redirects to ${to.protocol}, which is not followed`);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw new EnvironmentError(`${urlUri(start)} redirects from https to http, which is not followed`);
  // Whoever is at another address has no right to the password of this one.
  if (to.origin === from.origin && to.username === '') {
    to.username = from.username;
    to.password = from.password;
  }
  return to;
}

function refusal(start: URL, { statusCode = 0, statusMessage, headers }: IncomingMessage): Error {
  const answer = `${urlUri(start)} answers ${statusCode}${statusMessage ? ` ${statusMessage}` : ''}`;
  if (passing.has(statusCode)) {
    const seconds = Number(headers['retry-after'] ?? NaN);
    return new PassingHttpFault(answer, {
      retryAfterMilliseconds: seconds >= 0 ? seconds * 1000 : undefined,
    });
  }
  if (statusCode === 401 || statusCode === 403)
    return new EnvironmentError(`${answer}: check the address and what gives access to it`);
  return new EnvironmentError(`${answer}: check the address`);
}

function getOnce(
  url: URL,
  headers: OutgoingHttpHeaders,
  patience: HttpPatience,
  signal: AbortSignal,
  start: URL,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestSecure : requestPlain;
    const auth = `${decode(url.username)}:${decode(url.password)}`;
    const request = send(url, {
      // A connection of its own: an idle one that is kept may be closed by the server as it is used again.
      agent: false,
      headers: { accept: '*/*', 'user-agent': 'sluice', ...headers, 'accept-encoding': 'identity' },
      ...(auth === ':' ? {} : { auth }),
      signal,
    });
    // The socket's own timeout does not count the time to connect.
    const timer = setTimeout(() => request.destroy(new SilentServerError()), patience.silenceMilliseconds);
    request.on('response', (response) => {
      clearTimeout(timer);
      response.setTimeout(patience.silenceMilliseconds, () => response.destroy(new SilentServerError()));
      resolve(response);
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(signal.aborted ? error : networkFault(error, start));
    });
    request.end();
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
