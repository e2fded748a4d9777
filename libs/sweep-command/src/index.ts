export { announceVersions, type Announced, type Announcing } from './announce-versions.js';
export { landedVersions, type LandedVersions } from './landed-versions.js';
export { loadSweep } from './load-sweep.js';
export { MomentError, parseMoment, type Moment } from './moment.js';
export { usualPatience, type Patience } from './patience.js';
export { sweepMain } from './sweep-main.js';
export { withSweepOptions, type SweepOptions } from './sweep-options.js';
export { type SweepAges, type SweepWindowOptions } from './sweep-window.js';
export { type SweepEnvironment, type SweepRequest, type Swept } from './sweep.js';
