import { Surroundings, aWorld } from '@dpf-portal/test-support';
import { DpuCluster } from '../../cluster/DpuCluster';
import { findingsOf } from '../findingsOf';

/** What is said first of a cluster in its surroundings. */
export interface FindingRow {
  cluster: DpuCluster;
  world?: Surroundings;
  code: string;
  sentence: string;
  remedy: string;
  who: string;
  blocking: boolean;
}

type Said = Omit<FindingRow, 'cluster' | 'world'>;

/** What is said of the row's cluster. */
export function saidFirst({ cluster, world }: FindingRow): Said | undefined {
  return findingsOf(cluster, aWorld(world))[0];
}

/** What should be. */
export function wanted({
  cluster: _,
  world: _world,
  ...said
}: FindingRow): Said {
  return said;
}
