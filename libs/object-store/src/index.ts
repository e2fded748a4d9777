export const project = 'object-store';
