/** Every contract, a line each: `registry.ts` gathers them. A new dataset is a file beside this and a line here. */
export { titleBasics } from './title-basics.js';
export { titleRatings } from './title-ratings.js';
