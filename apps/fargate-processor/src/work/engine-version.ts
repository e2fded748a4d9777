import manifest from '../../package.json' with { type: 'json' };

/** What cleaned a source, as the ledger has it: `fargate-processor@<version>`. */
export const engineVersion = `fargate-processor@${manifest.version}`;
