import { join } from 'node:path';
import { EnvironmentError } from '../failures.js';
import { fileName, urlUri } from '../place.js';
import { dispositionName } from './content-disposition.js';
import { HttpDownload, totalBytes } from './http-download.js';
import { get, httpPatience, type HttpPatience } from './http-request.js';
import { retrying } from './retrying.js';
import type { OpenSource, Source } from './source.js';
import { isGzipInTransit } from './transit-encoding.js';

/**
 * A file on the web, fetched to disk before it is read. A transfer that breaks goes on where it broke when the
 * server can prove that the rest belongs to the same content (a strong ETag or a date, and ranges); else it begins
 * anew.
 */
export function httpSource(url: URL, patience: HttpPatience = httpPatience): Source {
  return {
    async open(signal): Promise<OpenSource> {
      const first = await retrying(patience, signal, () => get(url, {}, patience, signal));
      const { response } = first;
      if (response.statusCode !== 200) {
        response.destroy();
        throw new EnvironmentError(
          `${urlUri(url)} answers ${response.statusCode} to a plain GET: check the address`,
        );
      }
      const names = [url, first.url].map((each) => fileName({ kind: 'http', url: each }));
      const disposition = dispositionName(response.headers['content-disposition']);
      return {
        hints: {
          names: disposition === undefined ? names : [names[0] ?? '', disposition, names[1] ?? ''],
          contentType: response.headers['content-type'],
        },
        sizeBytes: totalBytes(response),
        fetch: async (folder, options) => {
          const path = join(folder, 'download');
          const encoding = await new HttpDownload(url, patience, options).run(first, path);
          return { path, isGzippedInTransit: isGzipInTransit(encoding, url) };
        },
        close: () => void response.destroy(),
      };
    },
  };
}
