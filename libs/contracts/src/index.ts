export const project = 'contracts';
