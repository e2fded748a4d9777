const lineWidth = 110;

/** A JSON value as text: the same for the same value, and formatted as the repository's other JSON files. */
export function jsonText(value: unknown): string {
  return `${render(value, '', 0)}\n`;
}

/** @param used characters before the value in its line */
function render(value: unknown, indent: string, used: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object' || item === null)) {
      const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
      // A comma may follow.
      if (used + line.length < lineWidth) return line;
    }
    return `[\n${value.map((item) => inner + render(item, inner, inner.length)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => {
      const head = `${inner}${JSON.stringify(key)}: `;
      return head + render(member, inner, head.length);
    });
  return members.length > 0 ? `{\n${members.join(',\n')}\n${indent}}` : '{}';
}
