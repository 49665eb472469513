import { Ground } from '../ground/Ground';
import { Measurement } from '../scenarios/Scenario';
import { readUsage } from './readUsage';

/** CPU seconds used so far by every process that takes part in creating clusters. `pids` are those of the subject. */
export function cpuSeconds(
  ground: Ground,
  pids: number[],
): Record<string, number> {
  return {
    'own CPU per cluster': readUsage(pids).cpuSeconds,
    'kube-apiserver CPU per cluster':
      ground.usageOf('kube-apiserver').cpuSeconds,
    'etcd CPU per cluster': ground.usageOf('etcd').cpuSeconds,
    'stand-ins’ CPU per cluster': readUsage([process.pid]).cpuSeconds,
  };
}

/** What was used between the two, in milliseconds of CPU for each of `clusters`. */
export function cpuPerCluster(
  before: Record<string, number>,
  after: Record<string, number>,
  clusters: number,
): Measurement[] {
  return Object.entries(after).map(([figure, seconds]) => ({
    figure,
    value: ((seconds - before[figure]) / clusters) * 1000,
    unit: 'ms',
  }));
}
