import type { Gap } from '../gaps.js';

export const kinesisGaps: readonly Gap[] = [];
