export const project = 'local-stack';
