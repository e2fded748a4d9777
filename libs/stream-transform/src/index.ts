export const project = 'stream-transform';
