import type { Gap } from '../gaps.js';

export const snsGaps: readonly Gap[] = [];
