// The CLI is a program, which nothing imports otherwise. A contract is written by it and by the generator, from one source.
/* eslint-disable @nx/enforce-module-boundaries */
export { snapshotsFolder } from '@sluice/cli/src/contract/contract-folder.js';
export { planContract, type ContractPlan } from '@sluice/cli/src/contract/plan-contract.js';
