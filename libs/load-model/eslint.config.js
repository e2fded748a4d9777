import shared, { pureCore } from '../../eslint.config.js';

export default [...shared, ...pureCore];
