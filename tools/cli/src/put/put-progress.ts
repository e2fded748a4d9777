import type { ProducerCounts } from '@sluice/producer';
import { createStory } from '../terminal/story.js';
import { count } from '../terminal/table.js';

const redrawMilliseconds = 200;

/** On a terminal, one line that is kept up to date until `end` takes it off the screen. */
export function putProgress(stream: NodeJS.WriteStream, counts: () => ProducerCounts): { end(): void } {
  if (!stream.isTTY) return { end: () => undefined };
  const story = createStory(stream);
  const step = story.step('Records put:');
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const { put, refused, retries } = counts();
    const perSecond = Math.round((1000 * put) / (performance.now() - startedAt));
    const troubles = [
      refused === 0 ? '' : `, refused ${count(refused)}`,
      retries === 0 ? '' : `, tried again ${count(retries)}`,
    ];
    step.update(`${count(put)} (${count(perSecond)}/s)${troubles.join('')}`);
  }, redrawMilliseconds);
  return {
    end: () => {
      clearInterval(timer);
      story.clear();
    },
  };
}
