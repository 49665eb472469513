import {
  ClusterHistory,
  DpuClusterAnswer,
  DpuClusterDiagnosis,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { diagnosisMarkdown, toDpfInstallation } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { ClusterHistories } from '../history/ClusterHistories';
import { eventsOf } from './eventsOf';
import { LocatedCluster } from './locate';

/** The phases and the settings, oldest first. The conditions are there as they are now. */
function changesOf({ items, changes }: ClusterHistory) {
  const settings = changes.map(({ at, setting, from, to, by, manager }) => ({
    at,
    to: `${setting}: ${from ?? '—'} → ${to ?? '—'}`,
    sentence: by ?? manager,
  }));
  return [...items, ...settings].sort((a, b) => a.at.localeCompare(b.at));
}

/**
 * What is known about a cluster's trouble, as Markdown. What cannot be read now, because the management cluster or the
 * database is unavailable, is left out and said to be: that is when a diagnosis is needed most.
 */
export async function diagnosisOf(
  found: LocatedCluster,
  answer: DpuClusterAnswer,
  options: {
    histories: Pick<ClusterHistories, 'of'>;
    clock: Pick<Clock, 'now'>;
  },
): Promise<DpuClusterDiagnosis> {
  const { hosted, ref } = found;
  const { item, source, reach } = answer;
  const [events, changes] = await Promise.all([
    source.reachable ? eventsOf(found).catch(() => undefined) : undefined,
    options.histories
      .of(found)
      .then(changesOf)
      .catch(() => undefined),
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
