import { DpuCluster } from '../../cluster/DpuCluster';
import { Finding } from '../Finding';
import { World } from '../World';

/** Looks for one thing that may be wrong with a cluster. @public */
export type FindingRule = (
  cluster: DpuCluster,
  world: World,
) => Finding | undefined;
