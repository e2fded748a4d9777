import type * as z from 'zod';
import { parseJson } from '../kernel/parse-json.js';

/** What a client hands back without looking into it: an iterator, the place of a next page. */
export const issueToken = (content: object): string =>
  Buffer.from(JSON.stringify(content)).toString('base64');

/** Undefined when it was not issued here. */
export const openToken = <S extends z.ZodType>(schema: S, token: string): z.output<S> | undefined =>
  schema.safeParse(parseJson(Buffer.from(token, 'base64').toString('utf8'))).data;
