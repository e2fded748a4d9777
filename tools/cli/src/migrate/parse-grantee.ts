import type { Grantee } from '@sluice/redshift-loading';
import { usageError } from '../cli-error.js';

/** `IAMR:role-name` or another user, `group:NAME`, `role:NAME` (of the database), `public`. */
export function parseGrantee(text: string): Grantee {
  if (text.toLowerCase() === 'public') return { type: 'public', name: '' };
  const [, kind, rest] = /^(group|role):(.*)$/s.exec(text) ?? [];
  const name = rest ?? text;
  if (!/^[\x21-\x7e]{1,127}$/.test(name))
    throw usageError(
      `${JSON.stringify(text)} is no name of a user, such as IAMR:sluice-dev-processor, or group:NAME or role:NAME`,
    );
  return { type: kind === 'group' || kind === 'role' ? kind : 'user', name };
}
