import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { makeSubject } from './make-subject.js';
import { makeSample, type SampleSettings } from './sample-event.js';
import type { SubjectName } from './subject-names.js';

/** What one run took. */
export interface SubjectRun {
  readonly wallMs: number;
  /** User and system, of all threads: also of those that compress while records are judged. */
  readonly cpuMs: number;
}

export interface SubjectTask {
  readonly name: SubjectName;
  readonly sample: SampleSettings;
}

type Question = 'run' | 'verdicts';
type Answer =
  { readonly run: SubjectRun } | { readonly verdicts: readonly string[] | null } | { readonly error: string };

/** A subject in a process of its own, which stays, so that its code is as warm as in a Lambda that has run a while. */
export interface SubjectProcess {
  run(): Promise<SubjectRun>;
  /** Null of a subject that judges nothing. */
  verdicts(): Promise<readonly string[] | null>;
  stop(): void;
}

/** @param bundle of the bench */
export function startSubject(bundle: string, task: SubjectTask): SubjectProcess {
  const child = fork(bundle, ['attend', JSON.stringify(task)], { execArgv: ['--expose-gc'] });
  const ask = async (question: Question): Promise<Exclude<Answer, { error: string }>> => {
    child.send(question);
    const answer = await nextAnswer(child, task.name);
    if ('error' in answer) throw new Error(`${task.name}: ${answer.error}`);
    return answer;
  };
  return {
    run: async () => ((await ask('run')) as { readonly run: SubjectRun }).run,
    verdicts: async () =>
      ((await ask('verdicts')) as { readonly verdicts: readonly string[] | null }).verdicts,
    stop: () => void child.kill(),
  };
}

async function nextAnswer(child: ChildProcess, name: string): Promise<Answer> {
  const over = new AbortController();
  const { signal } = over;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([answer]) => answer as Answer),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`${name} ended with ${String(code)}`);
      }),
    ]);
  } finally {
    over.abort();
  }
}

/** The other side: answers until the parent ends it. */
export async function attend({ name, sample: settings }: SubjectTask): Promise<void> {
  const sample = makeSample(settings);
  const subject = (await makeSubject(name))(sample);
  process.on('disconnect', () => process.exit());
  process.on('message', (question: Question) => {
    const answering = question === 'run' ? measured(subject.run) : verdicts();
    answering.then(
      (answer) => process.send?.(answer),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });

  async function verdicts(): Promise<Answer> {
    return { verdicts: (await subject.verdicts?.()) ?? null };
  }
}

async function measured(run: () => Promise<void> | void): Promise<Answer> {
  // The garbage of the run before is not this one's.
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await run();
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  return { run: { wallMs, cpuMs: (user + system) / 1000 } };
}
