/**
 * What the Data API takes at a time; 100 KB read as the smaller of the two.
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html#data-api-calling-considerations
 */
export const maxBatchStatements = 40;
export const maxStatementBytes = 100_000;
