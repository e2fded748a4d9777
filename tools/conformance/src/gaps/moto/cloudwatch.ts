import type { Gap } from '../gaps.js';

export const cloudwatchGaps: readonly Gap[] = [];
