import type { Gap } from '../gaps.js';

export const sqsGaps: readonly Gap[] = [];
