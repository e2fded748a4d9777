/** A month as AWS's own calculator has it: 730 hours. */
export const hoursPerMonth = 730;
export const daysPerMonth = hoursPerMonth / 24;
export const secondsPerMonth = hoursPerMonth * 3600;
