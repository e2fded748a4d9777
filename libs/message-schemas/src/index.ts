export const project = 'message-schemas';
