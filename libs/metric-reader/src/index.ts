export { MetricsUnavailableError } from './errors.js';
export {
  createMetricReader,
  type MetricQuery,
  type MetricReader,
  type MetricReaderOptions,
} from './metric-reader.js';
