export const streamingParts = ['subjects', 'start-up', 'memory'] as const;
export type StreamingPart = (typeof streamingParts)[number];
