import { DpuCluster } from '../cluster/DpuCluster';
import { someOf } from '../findings/phrases';
import {
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

/**
 * Finds what assigns DPUs to a cluster, or would to one with these labels, and warns of what has no selector: it feeds
 * every cluster.
 *
 * @public
 */
export function feedsOf(
  { metadata }: Pick<DpuCluster, 'metadata'>,
  known: KnownDpuSelectors,
): ClusterFeeds {
  const all = independentSelectors(known);
  const any = all.filter(takesAnyCluster);
  const names = any.map(selectorName);
  const unread = [
    ...(known.dpuSets ? [] : ['DPUSets']),
    ...(known.dpuDeployments ? [] : ['DPUDeployments']),
  ];
  const [first] = any;
  return {
    byLabel: all
      .filter(one => selectsByLabel(one, metadata.labels))
      .map(selectorName),
    anyCluster: names,
    warnings: [
      ...(first
        ? [
            `${someOf(names)} ${
              names.length === 1 ? 'has' : 'have'
            } no cluster selector, so DPF may assign ${
              names.length === 1 ? 'its' : 'their'
            } DPUs to this cluster too. To prevent that, set ${
              SELECTOR_OF[first.kind]
            }: \`kubectl -n ${
              first.namespace
            } edit ${first.kind.toLowerCase()} ${first.name}\`.`,
          ]
        : []),
      ...(unread.length
        ? [
            `${unread.join(
              ' and ',
            )} may not be read here, so it is unknown whether one without a cluster selector assigns DPUs to this cluster too. Grant get and list of them to the portal, as deploy/rbac does.`,
          ]
        : []),
    ],
  };
}
