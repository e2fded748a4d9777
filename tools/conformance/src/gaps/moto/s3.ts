import type { Gap } from '../gaps.js';

export const s3Gaps: readonly Gap[] = [];
