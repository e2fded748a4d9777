import { setTimeout as delay } from 'node:timers/promises';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import type { ParkedRecord } from '@sluice/message-schemas';
import { judge, readExpectation, type Judgement } from '../judgement/judge.js';
import { keysBelow, messagesLeft, parkedObjects } from '../judgement/left-behind.js';
import type { Stage } from '../misfortunes/stage.js';

/** How long the redrive is left to itself before an operator takes over. */
const redrivePatienceMilliseconds = 15_000;
const lookMilliseconds = 500;
const tellMilliseconds = 10_000;

export interface CalmOptions {
  /** For everything to come to its end. */
  readonly seconds: number;
  /** Of the whole run: Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Nothing goes wrong any more. Whoever operates the deployment does what it asks for: releases what ran out of attempts,
 * announces what no function took, replays what a mapping gave up, redrives where the redrive has stopped. Resolves when
 * everything that was handed in is where it belongs, or with what is not when the time is over.
 */
export async function calmDown(stage: Stage, { seconds, signal }: CalmOptions): Promise<Judgement> {
  const deadline = Date.now() + seconds * 1000;
  const expected = await readExpectation(stage.bed);
  const chores = new Chores(stage, signal);
  let toldAt = Date.now();
  for (;;) {
    signal.throwIfAborted();
    stage.watch.look();
    const { isQuiet, waitsFor } = await chores.round();
    if (Date.now() - toldAt > tellMilliseconds) {
      toldAt = Date.now();
      stage.tell(`waiting for ${waitsFor}`);
    }
    if (!isQuiet && Date.now() < deadline) {
      await delay(lookMilliseconds, undefined, { signal });
      continue;
    }
    const judgement = await judge(stage.bed, expected);
    if (judgement.findings.length === 0 || Date.now() >= deadline) return judgement;
    await delay(lookMilliseconds, undefined, { signal });
  }
}

/** What operators do while the rest settles. */
class Chores {
  #deadSince: number | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly signal: AbortSignal,
  ) {}

  /** Does what there is to do now. */
  async round(): Promise<{ readonly isQuiet: boolean; readonly waitsFor: string }> {
    const { bed } = this.stage;
    const left = await messagesLeft(bed.stack);
    const isFree = await this.#mendDeadlyFiles();
    const busy = [
      await this.#releaseParked(),
      await this.#announceUndelivered(left['undelivered'] ?? 0),
      await this.#replayFailures(),
      await this.#redrive((left['filesDlq'] ?? 0) + (left['rowsDlq'] ?? 0)),
    ];
    const waiting = [
      ...Object.entries(left).map(([queue, depth]) => `${depth} in ${queue}`),
      ...(isFree ? [] : [`${this.stage.deadly.size} deadly files to be parked`]),
    ];
    return {
      isQuiet: waiting.length === 0 && !busy.includes(true),
      waitsFor: waiting.join(', ') || 'every record to be in its place',
    };
  }

  /** They kill until they are parked for it; returns whether all of them were. */
  async #mendDeadlyFiles(): Promise<boolean> {
    const { bed, book, deadly } = this.stage;
    if (deadly.size === 0) return true;
    const parked = await parkedObjects(bed.stack);
    for (const [key, rule] of deadly) {
      if (!parked.some(({ record }) => ranOut(record) && record.source.includes(`/${key}?`))) continue;
      book.remove(rule);
      deadly.delete(key);
    }
    return deadly.size === 0;
  }

  /** What was hit so often that its attempts ran out: a person mends the cause and lets it go. */
  async #releaseParked(): Promise<boolean> {
    const { bed, operator, deadly } = this.stage;
    const healthy = (await parkedObjects(bed.stack)).filter(
      ({ record }) => ranOut(record) && ![...deadly.keys()].some((key) => record.source.includes(`/${key}?`)),
    );
    if (healthy.length === 0) return false;
    const keys = healthy.map(({ key }) => key);
    await operator.run(['parked', 'release', ...keys, '--yes'], this.signal);
    return true;
  }

  async #announceUndelivered(count: number): Promise<boolean> {
    if (count === 0) return false;
    const { bed, operator, startedAt } = this.stage;
    const window = ['--since', startedAt, '--until', new Date().toISOString()];
    const { code } = await operator.run(['sweep', ...window], this.signal);
    if (code === 0)
      await bed.stack.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: bed.stack.queueUrls.undelivered }));
    return true;
  }

  async #replayFailures(): Promise<boolean> {
    const { bed, operator } = this.stage;
    const given = await keysBelow(bed.stack, bed.stack.names.quarantineBucket, 'aws/lambda/');
    if (given.length === 0) return false;
    await operator.run(['replay', 'failures', '--remove'], this.signal);
    return true;
  }

  /** The redrive goes first; where its guard has stopped it, it says so to people. */
  async #redrive(dead: number): Promise<boolean> {
    if (dead === 0) {
      this.#deadSince = undefined;
      return false;
    }
    this.#deadSince ??= Date.now();
    if (Date.now() - this.#deadSince > redrivePatienceMilliseconds) {
      await this.stage.operator.run(['dlq', 'redrive', '--yes'], this.signal);
      this.#deadSince = undefined;
    }
    return true;
  }
}

const ranOut = ({ failure }: ParkedRecord): boolean => failure.reason === 'too_many_attempts';
