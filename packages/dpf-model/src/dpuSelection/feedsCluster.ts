import { DpuCluster } from '../cluster/DpuCluster';
import { someOf } from '../findings/phrases';
import { DpuSelectorShapes } from './dpuManifests';
import {
  DpuSelector,
  KnownDpuSelectors,
  independentSelectors,
  selectorName,
  selectsByLabel,
  takesAnyCluster,
} from './DpuSelector';

/** Which DPUSets and DPUDeployments assign DPUs to a cluster. @public */
export interface ClusterFeeds {
  /** They select it by its labels, as `DPUSet namespace/name`. */
  byLabel: string[];
  /** They have no cluster selector, so DPF may assign their DPUs to any cluster. */
  anyCluster: string[];
  /** What is wrong with that, each in a sentence or two. */
  warnings: string[];
}

const SELECTOR_OF = {
  DPUSet: 'spec.dpuTemplate.spec.cluster.selector',
  DPUDeployment: 'spec.dpus.dpuSets[].dpuClusterSelector',
};

/** The warning about what may assign its DPUs to any cluster. */
function anyClusterWarning(
  any: readonly DpuSelector[],
  { dpuSet }: DpuSelectorShapes,
): string[] {
  const [first] = any;
  if (!first) {
    return [];
  }
  const names = someOf(any.map(selectorName));
  const [have, their] = any.length === 1 ? ['has', 'its'] : ['have', 'their'];
  if (dpuSet && !dpuSet.clusterSelector) {
    return [
      `${names} ${have} no cluster selector, because this DPF has none: it assigns every DPU to the first cluster by name, so ${their} DPUs may come to this cluster too.`,
    ];
  }
  return [
    `${names} ${have} no cluster selector, so DPF may assign ${their} DPUs to this cluster too. To prevent that, set ${
      SELECTOR_OF[first.kind]
    }: \`kubectl -n ${first.namespace} edit ${first.kind.toLowerCase()} ${
      first.name
    }\`.`,
  ];
}

function unreadWarning({ dpuSets, dpuDeployments }: KnownDpuSelectors) {
  const unread = [
    ...(dpuSets ? [] : ['DPUSets']),
    ...(dpuDeployments ? [] : ['DPUDeployments']),
  ];
  return unread.length
    ? [
        `${unread.join(
          ' and ',
        )} may not be read here, so it is unknown whether one without a cluster selector assigns DPUs to this cluster too. Grant get and list of them to the portal, as deploy/charts/dpf-portal/rbac does.`,
      ]
    : [];
}

/**
 * Finds what assigns DPUs to a cluster, or would to one with these labels, and warns of what has no selector: it feeds
 * every cluster.
 *
 * @public
 */
export function feedsOf(
  { metadata }: Pick<DpuCluster, 'metadata'>,
  known: KnownDpuSelectors,
  shapes: DpuSelectorShapes,
): ClusterFeeds {
  const all = independentSelectors(known);
  const any = all.filter(takesAnyCluster);
  return {
    byLabel: all
      .filter(one => selectsByLabel(one, metadata.labels))
      .map(selectorName),
    anyCluster: any.map(selectorName),
    warnings: [...anyClusterWarning(any, shapes), ...unreadWarning(known)],
  };
}
