import type { Gap } from '../gaps.js';

export const wireGaps: readonly Gap[] = [];
