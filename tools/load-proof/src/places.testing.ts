export const region = 'eu-west-1';
export const accountId = '000000000000';
export const credentials = { accessKeyId: 'proof', secretAccessKey: 'local' };
export const credentialsOfWorkers = { accessKeyId: 'worker', secretAccessKey: 'local' };
/** Far longer than any load: what is received twice was made so by moving the clock. */
export const visibilitySeconds = 600;
export const queueNames = ['files', 'files-dlq', 'rows', 'rows-dlq', 'parked'] as const;
export type QueueName = (typeof queueNames)[number];
export const buckets = { landing: 'landing', staging: 'staging', quarantine: 'quarantine' };
