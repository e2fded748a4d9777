/**
 * The file's name in a Content-Disposition header; undefined where there is none. Only its last segment: the
 * server has no say in where files go.
 * @see https://www.rfc-editor.org/rfc/rfc6266
 */
export function dispositionName(header: string | undefined): string | undefined {
  const [, extended] = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header ?? '') ?? [];
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header ?? '') ?? [];
  const name = decoded(extended) ?? quoted?.replace(/\\(.)/g, '$1') ?? token;
  return name?.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
