export const project = 'logging';
