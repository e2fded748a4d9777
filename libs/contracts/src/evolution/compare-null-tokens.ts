import { valueReader } from '../read-value.js';
import { changesOf, isSame, quoted, quotedList, type ContractChange } from './contract-change.js';
import type { ColumnDescription } from './contract-description.js';

/** Null tokens that came or went, each judged by what became of its text. */
export function compareNullTokens(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  if (isSame(before.nullTokens, after.nullTokens)) return [];
  const { neutral } = changesOf(after.name);
  // All else as it was, so that only the tokens' own effect shows.
  const read = valueReader(before, []);
  const readNow = valueReader({ ...before, nullTokens: after.nullTokens }, []);
  const touched = [
    ...after.nullTokens.filter((token) => !before.nullTokens.includes(token)),
    ...before.nullTokens.filter((token) => !after.nullTokens.includes(token)),
  ];
  const changes = touched.flatMap((token) => {
    const [old, now] = [read(token), readNow(token)];
    return isSame(old, now) ? [] : [becameOf(before, token, old, now)];
  });
  if (changes.length > 0) return changes;
  return [
    neutral(
      `null tokens ${quotedList(before.nullTokens)} became ${quotedList(after.nullTokens)}`,
      'Every text is judged as before; cleaned text files write null as the first of them.',
    ),
  ];
}

type Reading = ReturnType<ReturnType<typeof valueReader>>;

function becameOf({ name }: ColumnDescription, token: string, old: Reading, now: Reading): ContractChange {
  const { breakingRecords, additive } = changesOf(name);
  const inWords = (reading: Reading) => {
    if ('reason' in reading) return `refused (${reading.reason})`;
    return reading.value === null ? 'null' : `the value ${quoted(String(reading.value))}`;
  };
  const what = `the text ${quoted(token)} was ${inWords(old)} and is ${inWords(now)}`;
  if ('reason' in old) return additive(what, 'What was accepted stays accepted, with the same value.', '');
  return breakingRecords(
    what,
    'Records with this text were loaded: the same record is now refused, or gives another value than the loaded one.',
    'Keep the token as it was, or load the history again; tell those who deliver and those who read the column.',
  );
}
