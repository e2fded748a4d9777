import { describe, it } from 'vitest';
import { gapsOf, listedAs } from './gaps/gaps.js';
import { target } from './target.js';

export type Service =
  'cloudwatch' | 'kinesis' | 'lambda' | 'loads' | 'redshift-data' | 's3' | 'sns' | 'sqs' | 'wire';

export interface CaseOptions {
  /** What AWS itself may wait before the outcome shows, in real time; the endpoint may divide it. */
  readonly waitSeconds?: number;
}

/** States one behaviour of AWS. Fails where the endpoint behaves otherwise, save for a gap that is listed. */
export interface Conforms {
  (behaviour: string, body: () => Promise<void>): void;
  (behaviour: string, options: CaseOptions, body: () => Promise<void>): void;
}

declare module 'vitest' {
  interface TaskMeta {
    /** The case's name in a table of gaps. */
    conformanceCase?: string;
    /** Why the target is known to behave otherwise. */
    gap?: string;
  }
}

const gaps = gapsOf(target.name);
const setUpMs = 20_000;
/** Of the case that runs. */
let expectedToFail = false;

/**
 * The cases of one area of a service, for example `conformance('sqs', 'move tasks', (conforms) => { … })`. A case
 * stands in tables of gaps as `sqs: move tasks: BEHAVIOUR`. A case that such a table lists is run as well, and must
 * fail: what starts to pass has to leave the table.
 */
export function conformance(service: Service, area: string, define: (conforms: Conforms) => void): void {
  describe(`${service}: ${area}`, () => {
    define((behaviour: string, ...rest: [() => Promise<void>] | [CaseOptions, () => Promise<void>]) => {
      const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
      const conformanceCase = `${service}: ${area}: ${behaviour}`;
      const gap = listedAs(conformanceCase)
        .map((name) => gaps.get(name))
        .find((reason) => reason !== undefined);
      const timeout = setUpMs + target.patienceMs + waitMs(options.waitSeconds);
      it(behaviour, { timeout, fails: gap !== undefined }, async ({ task }) => {
        Object.assign(task.meta, { conformanceCase, gap });
        expectedToFail = gap !== undefined;
        try {
          await body();
        } finally {
          expectedToFail = false;
        }
      });
    });
  });
}

/** What is left of a wait of AWS's own at this endpoint; nothing in a case that is known to fail there. */
export const waitMs = (seconds = 0): number => (expectedToFail ? 0 : (seconds * 1000) / target.waitScale);

/** What the running case may wait on top of AWS's own waits, in milliseconds. */
export const patienceMs = (): number => (expectedToFail ? target.gapPatienceMs : target.patienceMs);
