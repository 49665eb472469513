import { DpuClusterPhase, Finding, sentence } from '@dpf-portal/dpf-model';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** A notification for the owner of a cluster, as it is stored until it is sent. */
export interface Announcement {
  uid: string;
  managementCluster: string;
  /** Entity ref of the owner. */
  recipient: string;
  /** Unique for the uid, and the same in every replica. */
  about: string;
  title: string;
  description?: string;
  link: string;
  severity: 'normal' | 'high';
}

type AnnouncedCluster = Pick<
  DpuClusterView,
  'uid' | 'managementCluster' | 'namespace' | 'name' | 'owner'
>;

function announcement(
  cluster: AnnouncedCluster,
  rest: Pick<Announcement, 'about' | 'title' | 'description' | 'severity'>,
): Announcement | undefined {
  const { uid, managementCluster, namespace, name, owner } = cluster;
  const link = `/dpu-clusters/${[managementCluster, namespace, name]
    .map(encodeURIComponent)
    .join('/')}`;
  return owner
    ? { uid, managementCluster, recipient: owner, link, ...rest }
    : undefined;
}

/** The subject of a notification of a cluster's nth transition. */
export function transitionTopic(number: number): string {
  return `transition:${number}`;
}

/** The notification of a new phase; `undefined` if it is not worth one or there is no owner. */
export function phaseAnnouncement(
  cluster: AnnouncedCluster,
  phase: DpuClusterPhase,
  transition: { number: number; sentence?: string },
): Announcement | undefined {
  const name = `${cluster.namespace}/${cluster.name}`;
  const titles: Partial<Record<DpuClusterPhase, string>> = {
    Ready: `DPU cluster ${name} is ready`,
    NotReady: `DPU cluster ${name} is not ready`,
    Failed: `DPU cluster ${name} has failed`,
  };
  const title = titles[phase];
  return title
    ? announcement(cluster, {
        about: transitionTopic(transition.number),
        title,
        description: transition.sentence,
        severity: phase === 'Ready' ? 'normal' : 'high',
      })
    : undefined;
}

/** The notification of a cluster that needs action. */
export function blockedAnnouncement(
  cluster: AnnouncedCluster,
  finding: Finding,
): Announcement | undefined {
  const { code, since, remedy } = finding;
  return announcement(cluster, {
    about: `blocked:${code}:${since ?? ''}`,
    title: `DPU cluster ${cluster.namespace}/${cluster.name} needs somebody to act`,
    description: `${sentence(finding.sentence)} ${sentence(remedy)}`,
    severity: 'high',
  });
}
