import type { Gap } from '../gaps.js';

export const lambdaGaps: readonly Gap[] = [];
