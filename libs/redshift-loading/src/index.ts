export const project = 'redshift-loading';
