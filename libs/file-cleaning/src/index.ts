export const project = 'file-cleaning';
