export { createLogger, type Logger, type LoggerOptions, type LogLevel, type LogMethod } from './logger.js';
export {
  createMetrics,
  type Dimensions,
  type Metrics,
  type MetricsOptions,
  type MetricUnit,
  type MetricValue,
} from './metrics.js';
export { serializeError, type SerializedError } from './serialize-error.js';
export { type LineDestination } from './stdout.js';
