export type { Fate, Payload, RatingRow, StreamItem, TitleRow } from './fate.js';
export { largeArray, largeReject, oddRecords } from './odd-records.js';
export { Titles, itemOf } from './titles.js';
export { Traffic } from './traffic.js';
