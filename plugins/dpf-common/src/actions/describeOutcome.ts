import {
  Finding,
  FindingWho,
  PortalPages,
  describeDpuCounts,
  dpuClusterPageUrl,
  dpuClusterTitle,
  sentence,
} from '@dpf-portal/dpf-model';
import { DpuClusterView } from '../api/DpuClusterView';
import { clusterRefOf } from '../api/clusterRefOf';

const WHO: Record<FindingWho, string> = {
  owner: 'the owner of the cluster',
  platform: 'the platform team',
  nobody: 'nobody',
};

/** Another team may have a cluster of this name. */
export function titleOf(item: DpuClusterView): string {
  return dpuClusterTitle({ ...item, group: item.groupQualifier });
}

/** Explains why waiting ended early: the problem, the remedy and who must act. */
export function describeBlocked(
  item: DpuClusterView,
  finding: Finding,
): string {
  return `${titleOf(item)} cannot become Ready: ${sentence(
    finding.sentence,
  )} ${sentence(finding.remedy)} Who must act: ${WHO[finding.who]}.`;
}

/** Describes the state at the timeout. */
export function describeTimeout(
  item: DpuClusterView,
  waited: string,
  pages: PortalPages,
): string {
  const [finding] = item.findings;
  return [
    `${titleOf(item)} is still ${item.phase} after ${waited}.`,
    ...(finding ? [sentence(finding.sentence)] : []),
    `The creation continues; follow it at ${dpuClusterPageUrl(
      clusterRefOf(item),
      pages,
    )}.`,
  ].join(' ');
}

/** Describes a Ready cluster with its DPU counts, because a Ready control plane may have no DPUs. */
export function describeReady(item: DpuClusterView): string {
  const { dpus, maxNodes } = item;
  return dpus.assigned === undefined
    ? `${titleOf(item)} is Ready.`
    : `${titleOf(item)} is Ready. ${describeDpuCounts(dpus, maxNodes)}.`;
}
