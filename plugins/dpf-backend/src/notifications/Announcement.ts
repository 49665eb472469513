import {
  DpuClusterPhase,
  Finding,
  dpuClusterPageUrl,
  sentence,
} from '@dpf-portal/dpf-model';
import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';

/** The settings of the site that decide where notifications go and where they link to. */
export interface NewsSettings {
  /** `app.baseUrl`. Mails are read outside of the portal, so links are absolute. */
  appBaseUrl?: string;
  /** Entity ref of the group that runs the platform. */
  platformOwner?: string;
}

/** A notification about a cluster, as it is stored until it is sent. */
export interface Announcement {
  uid: string;
  managementCluster: string;
  /** Entity refs, each once. Whoever belongs to several of them gets it once. */
  recipients: string[];
  /** Unique for the uid, and the same in every replica. */
  about: string;
  title: string;
  description?: string;
  link: string;
  severity: 'normal' | 'high';
}

type AnnouncedCluster = Pick<
  DpuClusterView,
  | 'uid'
  | 'managementCluster'
  | 'namespace'
  | 'name'
  | 'groupQualifier'
  | 'owner'
> &
  Partial<Pick<DpuClusterView, 'findings'>>;

/** The name of the cluster in titles; it tells clusters of one name in two API groups apart. */
function titleOf({ namespace, name, groupQualifier }: AnnouncedCluster) {
  const group = groupQualifier ? ` (${groupQualifier})` : '';
  return `DPU cluster ${namespace}/${name}${group}`;
}

/** `undefined` if nobody would get it. */
function announcement(
  cluster: AnnouncedCluster,
  settings: NewsSettings,
  rest: Pick<Announcement, 'about' | 'title' | 'description' | 'severity'> & {
    concernsPlatform?: boolean;
  },
): Announcement | undefined {
  const { uid, managementCluster, owner } = cluster;
  const { appBaseUrl, platformOwner } = settings;
  const { concernsPlatform, ...said } = rest;
  // Nobody is notified as a member of a group that the catalog does not have.
  const isOwnerKnown =
    owner &&
    (owner.startsWith('user:') ||
      !cluster.findings?.some(({ code }) => code === 'OwnerUnknown'));
  const platform = concernsPlatform || !isOwnerKnown ? [platformOwner] : [];
  const recipients = [owner, ...platform].filter(ref => ref !== undefined);
  return recipients.length
    ? {
        uid,
        managementCluster,
        recipients: [...new Set(recipients)],
        link: dpuClusterPageUrl(clusterRefOf(cluster), appBaseUrl),
        ...said,
      }
    : undefined;
}

/** The subject of a notification of a cluster's nth transition. */
export function transitionTopic(number: number): string {
  return `transition:${number}`;
}

/**
 * The notification of a new phase, for the owner, or the platform's group where there is no owner; `undefined` if it is not
 * worth one or nobody would get it.
 */
export function phaseAnnouncement(
  cluster: AnnouncedCluster,
  phase: DpuClusterPhase,
  transition: { number: number; sentence?: string },
  settings: NewsSettings = {},
): Announcement | undefined {
  const states: Partial<Record<DpuClusterPhase, string>> = {
    Ready: 'is ready',
    NotReady: 'is not ready',
    Failed: 'has failed',
  };
  const state = states[phase];
  return state
    ? announcement(cluster, settings, {
        about: transitionTopic(transition.number),
        title: `${titleOf(cluster)} ${state}`,
        description: transition.sentence,
        severity: phase === 'Ready' ? 'normal' : 'high',
      })
    : undefined;
}

/** The reminder of a cluster's date. */
export function expiryAnnouncement(
  cluster: AnnouncedCluster,
  { expires, days }: { expires: string; days: number },
  settings: NewsSettings = {},
): Announcement | undefined {
  return announcement(cluster, settings, {
    about: `expires:${days}:${expires}`,
    title: `${titleOf(cluster)} expires in ${days} day${days === 1 ? '' : 's'}`,
    description: `Its date is ${expires.slice(
      0,
      10,
    )}. Nothing is deleted then. Retire the cluster if it is not needed, or set another date.`,
    severity: 'normal',
  });
}

/**
 * The notification of a cluster that needs action, for its owner. The platform's group gets it too where it must act, or
 * where there is no owner.
 */
export function blockedAnnouncement(
  cluster: AnnouncedCluster,
  finding: Finding,
  settings: NewsSettings = {},
): Announcement | undefined {
  const { code, since, remedy, who } = finding;
  return announcement(cluster, settings, {
    about: `blocked:${code}:${since ?? ''}`,
    title: `${titleOf(cluster)} needs somebody to act`,
    description: `${sentence(finding.sentence)} ${sentence(remedy)}`,
    severity: 'high',
    concernsPlatform: who === 'platform',
  });
}
