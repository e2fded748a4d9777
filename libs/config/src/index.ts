export const project = 'config';
