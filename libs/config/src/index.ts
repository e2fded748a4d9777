export { awsClientSettings, s3ClientSettings, type AwsClientSettings } from './aws-client-settings.js';
export { ConfigurationError } from './configuration-error.js';
export { invocationTraceId } from './invocation-trace-id.js';
export { jsonVariable } from './json-variable.js';
export { logLevelVariable } from './log-level-variable.js';
export { metricsNamespaceVariable } from './metrics-namespace-variable.js';
export { parseEnvironment, type EnvironmentVariables } from './parse-environment.js';
