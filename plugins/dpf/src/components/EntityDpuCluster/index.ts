export {
  EntityDpuClusterCard,
  EntityDpuClusterContent,
} from './EntityDpuCluster';
export { isDpuClusterEntity } from './clusterRefOfEntity';
