export { startLocalAws } from './local-aws.js';
export type { LocalAws, LocalAwsOptions } from './local-aws.js';
export type { ServiceHandle } from './ecs/ecs.js';
export { PortInUseError } from './kernel/listener.js';
export type { Faults } from './faults/faults.js';
export { faultRulesSchema } from './faults/fault-rule.js';
export type { ActiveFault, FaultRule } from './faults/fault-rule.js';
export type { LoggedRequest, RequestLog } from './kernel/request-log.js';
export type {
  Clock,
  Delivery,
  DeliveryFaults,
  FunctionInvoker,
  Instance,
  MetricDatum,
  MetricSink,
  ObjectFile,
  ObjectFiles,
  QueueGauge,
  QueueGauges,
  QueueSender,
  StreamReader,
  TopicPublisher,
} from './kernel/ports.js';
