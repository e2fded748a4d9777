import { vi } from 'vitest';

export interface Heard<T> {
  readonly result: T;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is written meanwhile. */
export async function listening<T>(work: () => Promise<T>): Promise<Heard<T>> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    }),
  );
  try {
    return { result: await work(), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
