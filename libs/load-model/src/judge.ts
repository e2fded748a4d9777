import { instant } from './instant.js';
import type { ModelEntry, ModelState } from './model-state.js';
import { compare } from './order.js';
import type { TestSource } from './sources.js';

type Verdict = Pick<ModelEntry, 'state' | 'duplicateOf'>;

const loaded: Verdict = { state: 'loaded', duplicateOf: null };
const age = (source: TestSource): string[] => [instant(source.arrivedAt), source.sourceId];

export function newest(sources: readonly TestSource[]): TestSource | undefined {
  return sources.toSorted((a, b) => compare(age(b), age(a)))[0];
}

/** The files that the ledger has in one of these states. */
export const filesIn = (
  { ledger }: Pick<ModelState, 'ledger'>,
  ...states: readonly ModelEntry['state'][]
): TestSource[] =>
  [...ledger.values()]
    .filter(({ state, source: { kind } }) => kind === 'file' && states.includes(state))
    .map(({ source }) => source);

/** What becomes of a source that the ledger does not know; `together`: all such of this load. */
export function judge(state: ModelState, source: TestSource, together: readonly TestSource[]): Verdict {
  if (source.kind !== 'file') return loaded;
  const { mode } = state.dataset.load;
  if (mode === 'replace') return judgeSnapshot(state, source, together);
  const last = newest(
    filesIn(state, 'loaded').filter(({ bucket, key }) => bucket === source.bucket && key === source.key),
  );
  // What another contract cleaned may differ; but to append it again would double every row.
  const sameContract = mode === 'append' || last?.contractVersion === source.contractVersion;
  return sameContract ? duplicateOr(loaded, source, last) : loaded;
}

function judgeSnapshot(state: ModelState, source: TestSource, together: readonly TestSource[]): Verdict {
  const current = newest(filesIn(state, 'loaded', 'duplicate'));
  const content = newest(filesIn(state, 'loaded'));
  const isOld = current !== undefined && compare(age(source), age(current)) < 0;
  if (isOld || newest(together.filter(({ kind }) => kind === 'file')) !== source)
    return { state: 'superseded', duplicateOf: null };
  return content?.contractVersion === source.contractVersion ? duplicateOr(loaded, source, content) : loaded;
}

const duplicateOr = (otherwise: Verdict, source: TestSource, last: TestSource | undefined): Verdict =>
  last !== undefined && last.checksum !== null && last.checksum === source.checksum
    ? { state: 'duplicate', duplicateOf: last.sourceId }
    : otherwise;
