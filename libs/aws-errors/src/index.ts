export { errorCode } from './error-code.js';
