export const project = 'message-queue';
