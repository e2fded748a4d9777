/** Who signed a request, and for which service. Signatures themselves are not verified. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly service: string;
}

/**
 * From the Authorization header, or from the query of a presigned URL.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function credentialScope(
  authorization: string | undefined,
  query: URLSearchParams,
): CredentialScope | 'unsigned' | 'malformed' {
  const credential =
    authorization === undefined
      ? query.get('X-Amz-Credential')
      : (/^AWS4-HMAC-SHA256\s.*?Credential=([^,\s]+)/.exec(authorization)?.[1] ?? '');
  if (credential === null) return 'unsigned';
  // An access key id never has a slash, so the first part is all of it.
  const [accessKeyId, date, region, service, terminator] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request') return 'malformed';
  return { accessKeyId, service };
}

/** Of temporary credentials, which name one process; undefined for those that last. */
export const sessionToken = (
  headers: Readonly<Record<string, string | undefined>>,
  query: URLSearchParams,
): string | undefined => headers['x-amz-security-token'] ?? query.get('X-Amz-Security-Token') ?? undefined;
