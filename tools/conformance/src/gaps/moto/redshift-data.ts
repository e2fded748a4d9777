import type { Gap } from '../gaps.js';

export const redshiftDataGaps: readonly Gap[] = [];
