import {
  DpuClusterAnswer,
  DpuClusterDiagnosis,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { diagnosisMarkdown, toDpfInstallation } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { eventsOf } from './eventsOf';
import { LocatedCluster } from './locate';

/**
 * What is known about a cluster's trouble, as Markdown. What cannot be read now, because the management cluster or the
 * database is unavailable, is left out and said to be: that is when a diagnosis is needed most.
 */
export async function diagnosisOf(
  found: LocatedCluster,
  answer: DpuClusterAnswer,
  options: {
    transitions: Pick<PhaseTransitions, 'list'>;
    clock: Pick<Clock, 'now'>;
  },
): Promise<DpuClusterDiagnosis> {
  const { hosted, cluster, ref } = found;
  const { item, source, reach } = answer;
  const [events, changes] = await Promise.all([
    source.reachable ? eventsOf(found).catch(() => undefined) : undefined,
    options.transitions.list(cluster.metadata.uid ?? '').catch(() => undefined),
  ]);
  return {
    markdown: diagnosisMarkdown({
      ref,
      cluster: item,
      platformOwner: item.platformOwner,
      source,
      reach,
      roles: hosted.roles(),
      dpf: toDpfInstallation(hosted.connection.operatorConfig()),
      events,
      changes,
      at: new Date(options.clock.now()).toISOString(),
    }),
  };
}
