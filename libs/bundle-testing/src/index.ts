export { bundleHandler, type BundledFunction, type WireRequest } from './bundle-handler.js';
