export { EntityDpuClusterCard } from './EntityDpuClusterCard';
export { EntityDpuClusterContent } from './EntityDpuClusterContent';
export { isDpuClusterEntity } from './isDpuClusterEntity';
