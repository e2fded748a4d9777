import { posix } from 'node:path';
import { fault } from './fault.testing.js';
import type { Document } from './markdown.testing.js';
import type { WorkspaceTree } from './workspace-tree.testing.js';

const elsewhere = /^(https?:|mailto:)/;

/**
 * Links that lead nowhere: files and folders that are not there, anchors that the document they point into does not have.
 * Addresses on the web are not asked.
 */
export function linkFaults(documents: readonly Document[], { files, folders }: WorkspaceTree): string[] {
  const byPath = new Map(documents.map((document) => [document.path, document]));
  return documents.flatMap((document) =>
    document.links.flatMap((link) => {
      if (elsewhere.test(link.text)) return [];
      const [path = '', anchor] = decodeURI(link.text).split('#');
      if (path.startsWith('/')) {
        return [fault(document, link, `absolute link ${link.text}`, 'write it relative to the document')];
      }
      const target =
        path === '' ? document.path : posix.join(posix.dirname(document.path), path).replace(/\/$/, '');
      if (target !== '.' && !files.has(target) && !folders.has(target)) {
        return [fault(document, link, `link to ${link.text}`, `there is no ${target}; mend or remove it`)];
      }
      if (anchor === undefined || !target.endsWith('.md')) return [];
      if (byPath.get(target)?.anchors.has(anchor)) return [];
      return [
        fault(document, link, `anchor #${anchor}`, `${target} has no such heading; name one that it has`),
      ];
    }),
  );
}
