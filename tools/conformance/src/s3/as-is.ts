import { PutObjectCommand } from '@aws-sdk/client-s3';
import { clients } from '../clients.js';
import { send, type Answer } from '../wire/send.js';
import { signedRequest, type Draft, type SignedRequest } from '../wire/signed-request.js';

export type Headers = Readonly<Record<string, string>>;

type Step = (args: { readonly request: unknown }) => unknown;

interface ChangingStack {
  add(middleware: (next: Step) => Step, options: { readonly step: string; readonly priority: string }): void;
}

/** The request of a command with this body and these headers, beside those of signing: the SDK adds none. */
export async function requestAsIs(
  command: object,
  headers: Headers,
  body: string | Buffer,
): Promise<SignedRequest> {
  const { middlewareStack } = command as { middlewareStack: ChangingStack };
  const replace = (draft: Draft) => {
    const { host } = draft.headers;
    draft.headers = {
      ...(host === undefined ? {} : { host }),
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    };
  };
  // After the SDK has set its own headers, and before it signs.
  middlewareStack.add(
    (next) => (args) => {
      replace(args.request as Draft);
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  return { ...(await signedRequest(clients.s3, command)), body: Buffer.from(body) };
}

/** Sends exactly that, on a connection of its own. */
export const sendAsIs = async (command: object, headers: Headers, body: string | Buffer): Promise<Answer> =>
  send(await requestAsIs(command, headers, body));

export const putAsIs = (
  Bucket: string,
  Key: string,
  headers: Headers,
  body: string | Buffer,
): Promise<Answer> => sendAsIs(new PutObjectCommand({ Bucket, Key }), headers, body);
