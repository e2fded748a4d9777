import * as z from 'zod';
import { faultRuleSchema } from '../faults/fault-rule.js';
import type { Faults } from '../faults/faults.js';
import type { HttpRequest } from './http-exchange.js';
import type { RequestLog } from './request-log.js';
import type { AwsResponse, AwsService } from './service.js';

/** No bucket can be named so: bucket names have no underscore. */
export const adminPrefix = '/_local/';

export interface AdminParts {
  readonly services: readonly AwsService[];
  readonly faults: Faults;
  readonly requests: RequestLog;
}

/**
 * What AWS does not have, for tests and people, unsigned:
 * `GET /_local/health`, `GET|DELETE /_local/requests`, `GET|POST|DELETE /_local/faults`, `DELETE /_local/faults/ID`.
 */
export async function answerAdmin(
  { services, faults, requests }: AdminParts,
  req: HttpRequest,
  path: string,
  readBody: () => Promise<Buffer>,
): Promise<AwsResponse> {
  // Browsers name the page that asks; no page has business here.
  if (req.headers.origin !== undefined) return json(403, { message: 'Not for web pages.' });
  const [resource = '', id] = path.slice(adminPrefix.length).split('/');
  switch (`${req.method} ${resource}`) {
    case 'GET health':
      return json(200, { status: 'ok', services: services.map(({ name }) => name) });
    case 'GET requests':
      return json(200, { requests: requests.list() });
    case 'DELETE requests':
      requests.clear();
      return json(200, {});
    case 'GET faults':
      return json(200, { faults: faults.list() });
    case 'POST faults':
      return addFault(faults, await readBody().catch(() => Buffer.alloc(0)));
    case 'DELETE faults':
      if (id === undefined) faults.clear();
      else if (!faults.remove(id)) return json(404, { message: `No fault ${id}.` });
      return json(200, {});
    default:
      return json(404, { message: `No ${req.method} ${path}.` });
  }
}

function addFault(faults: Faults, body: Buffer): AwsResponse {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return json(400, { message: 'The body is not JSON.' });
  }
  const rule = faultRuleSchema.safeParse(value);
  if (!rule.success) return json(400, { message: z.prettifyError(rule.error) });
  return json(200, { id: faults.add(rule.data) });
}

const json = (status: number, value: unknown): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
