import { depthOf } from '../bed/queue-depths.js';
import { mostWaiting, pause, type Stage } from './stage.js';

const beatMilliseconds = 700;

/** Both paths under load, for as long as things go wrong. */
export async function keepProducing({ bed, signal }: Stage): Promise<void> {
  do {
    const waiting = await Promise.all((['files', 'rows'] as const).map((queue) => depthOf(bed.stack, queue)));
    if (Math.max(...waiting) > mostWaiting) continue;
    // Cut off in the middle, some of it is on the stream or landed, and the rest was never put.
    await bed.stream.putSome(25, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    await bed.files.landSome();
  } while (await pause(beatMilliseconds * (0.5 + bed.random.next()), signal));
}
