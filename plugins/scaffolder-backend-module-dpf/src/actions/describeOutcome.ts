import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  Finding,
  FindingWho,
  describeDpuCounts,
  dpuClusterPagePath,
  sentence,
} from '@dpf-portal/dpf-model';

const WHO: Record<FindingWho, string> = {
  owner: 'the owner of the cluster',
  platform: 'the platform team',
  nobody: 'nobody',
};

function pageOf(item: DpuClusterView): string {
  return dpuClusterPagePath({ ...item, group: item.groupQualifier });
}

/** Why waiting ended early: what is so, what to do, and who does it. */
export function describeBlocked(
  item: DpuClusterView,
  finding: Finding,
): string {
  return `${item.name} cannot become Ready: ${sentence(
    finding.sentence,
  )} ${sentence(finding.remedy)} To be done by: ${WHO[finding.who]}.`;
}

/** How things stand at the end of the time given. */
export function describeTimeout(item: DpuClusterView, minutes: number): string {
  const [finding] = item.findings;
  return [
    `${item.name} is still ${item.phase} after ${minutes} min.`,
    ...(finding ? [sentence(finding.sentence)] : []),
    `It goes on; follow it at ${pageOf(item)}.`,
  ].join(' ');
}

/** What Ready means, so that nobody takes an empty control plane for DPUs. */
export function describeReady(item: DpuClusterView): string {
  const { dpus, maxNodes } = item;
  return dpus.assigned === undefined
    ? `${item.name} is Ready.`
    : `${item.name} is Ready. ${describeDpuCounts(dpus, maxNodes)}.`;
}
