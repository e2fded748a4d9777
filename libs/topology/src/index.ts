export { resourceNames, type ResourceNames } from './resource-names.js';
export { scaleWaits } from './scale-waits.js';
export { laneNames, parseTopology, topologySchema, type LaneName, type Topology } from './topology.js';
