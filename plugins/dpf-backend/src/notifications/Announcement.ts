import { DpuClusterPhase, Finding, sentence } from '@dpf-portal/dpf-model';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** News for the owner of a cluster, as it is kept until it is sent. */
export interface Announcement {
  uid: string;
  managementCluster: string;
  /** Entity ref of the owner. */
  recipient: string;
  /** Within the uid; the same in every replica. */
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

/** What a notification of a cluster's nth transition is about. */
export function transitionTopic(number: number): string {
  return `transition:${number}`;
}

/** What to tell of a new phase; `undefined` where it is no news for the owner or there is none. */
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

/** What to tell of a cluster that waiting does not help. */
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
