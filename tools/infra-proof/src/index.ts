export { emittedMetrics, type EmittedMetric } from './metrics/emitted-metrics.js';
