export const project = 'local-aws';
