// The laws of `npm test`, each tried in full; see runs-of.testing.ts.
import './framing.spec.js';
import './kernel-agrees.spec.js';
import './samples-of-any-contract.spec.js';
import './sql-agrees-with-zod.spec.js';
