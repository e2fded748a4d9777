export const project = 'workspace';
