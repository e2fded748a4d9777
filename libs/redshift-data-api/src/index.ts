export const project = 'redshift-data-api';
