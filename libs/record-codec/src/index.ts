export { createRecordCodec } from './create-record-codec.js';
