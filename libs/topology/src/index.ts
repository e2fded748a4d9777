export const project = 'topology';
