import { DpuCluster } from '../../cluster';
import { findingsOf } from '../findingsOf';
import { Surroundings, aWorld } from './world';

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

export function expectFirstFinding(row: FindingRow): void {
  const { cluster, world, code, sentence, remedy, who, blocking } = row;
  expect(findingsOf(cluster, aWorld(world))[0]).toMatchObject({
    code,
    sentence,
    remedy,
    who,
    blocking,
  });
}
