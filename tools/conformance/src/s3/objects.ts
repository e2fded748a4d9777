import {
  GetObjectCommand,
  PutObjectCommand,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { clients } from '../clients.js';

export const put = (
  Bucket: string,
  Key: string,
  Body: PutObjectCommandInput['Body'] = 'body',
  more: Partial<PutObjectCommandInput> = {},
) => clients.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

/** With the whole body as text; the SDK compares it with the checksums that come with it. */
export async function get(Bucket: string, Key: string, more: Partial<GetObjectCommandInput> = {}) {
  const { Body, ...rest } = await clients.s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...rest, text: (await Body?.transformToString()) ?? '' };
}
