/** One object at the root of a file, with the texts of its members' values as they stand there. */
export interface JsonRecord {
  readonly members: ReadonlyMap<string, string>;
  /** Of its last character, from 1. */
  readonly line: number;
  /** Absent when it is an object of JSON. */
  readonly invalid?: true;
}

/** The objects of a file, with nothing but blanks between them. Ends with the first that is invalid. */
export function* jsonRecords(text: string): Generator<JsonRecord> {
  let line = 1;
  let counted = 0;
  const lineAt = (end: number): number => {
    line += text.slice(counted, end).split('\n').length - 1;
    counted = end;
    return line;
  };
  for (let at = pastBlanks(text, 0); at < text.length;) {
    const end = text[at] === '{' ? valueEnd(text, at) : undefined;
    const members = end === undefined ? undefined : membersOf(text.slice(at, end));
    if (end === undefined || members === undefined) {
      yield { members: new Map(), line: lineAt(end ?? at), invalid: true };
      return;
    }
    yield { members, line: lineAt(end) };
    at = pastBlanks(text, end);
  }
}

function pastBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? 'x')) at += 1;
  return at;
}

/** Where the value that begins here ends; undefined when it does not. */
function valueEnd(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = stringEnd(text, at) - 1;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth === 0) {
      const next = text[at + 1] ?? ',';
      if (char === '"' || char === '}' || char === ']' || /[\s,}\]]/.test(next)) return at + 1;
    }
  }
  return undefined;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** Undefined when the text is no JSON. Numbers keep their digits, which JSON.parse would round. */
function membersOf(object: string): Map<string, string> | undefined {
  try {
    JSON.parse(object);
  } catch {
    return undefined;
  }
  const members = new Map<string, string>();
  for (let at = pastBlanks(object, 1); object[at] === '"';) {
    const keyEnd = stringEnd(object, at);
    const start = pastBlanks(object, pastBlanks(object, keyEnd) + 1);
    const end = valueEnd(object, start) ?? object.length;
    members.set(JSON.parse(object.slice(at, keyEnd)) as string, object.slice(start, end));
    at = pastBlanks(object, pastBlanks(object, end) + 1);
  }
  return members;
}

/** A member as a field of text: strings without their quotes, objects and lists as they stand. */
export function fieldOf(value: string | undefined, asJson: boolean): string | null {
  if (value === undefined || value === 'null') return null;
  return value.startsWith('"') && !asJson ? (JSON.parse(value) as string) : value;
}
