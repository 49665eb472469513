import {
  DpuClusterPhase,
  PortalPages,
  dpuClusterPageUrl,
} from '@dpf-portal/dpf-model';
import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';

/** The settings of the site that decide where notifications go and where they link to. */
export interface NewsSettings {
  /** Mails are read outside of the portal, so links are absolute. */
  pages: PortalPages;
  /** Entity ref of the group that runs the platform. */
  platformOwner?: string;
}

/** A notification, as it is stored until it is sent. */
export interface Announcement {
  /** uid of the cluster, or name of the management cluster. */
  uid: string;
  managementCluster: string;
  /** Entity refs, each once. Whoever belongs to several of them gets it once. */
  recipients: string[];
  /** Unique for the uid, and the same in every replica. */
  about: string;
  /** Scope of the notification that this one takes the place of; absent where it is a new one. */
  scope?: string;
  title: string;
  description?: string;
  link: string;
  severity: 'low' | 'normal' | 'high';
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
export function titleOf({ namespace, name, groupQualifier }: AnnouncedCluster) {
  const group = groupQualifier ? ` (${groupQualifier})` : '';
  return `DPU cluster ${namespace}/${name}${group}`;
}

/** The scope of a notification: one with the same scope takes the place of an earlier one. */
export function scopeOf({
  uid,
  about,
}: Pick<Announcement, 'uid' | 'about'>): string {
  return `dpf:${uid}:${about}`;
}

/** Where a notification of a cluster leads. */
export function linkTo(
  cluster: AnnouncedCluster,
  { pages }: NewsSettings,
): string {
  return dpuClusterPageUrl(clusterRefOf(cluster), pages);
}

/** Who learns of what the owner is to know: the platform's group, too, where there is no owner that can be notified. */
export function ownersOf(
  cluster: AnnouncedCluster,
  { platformOwner }: NewsSettings,
): string[] {
  const { owner } = cluster;
  // Nobody is notified as a member of a group that the catalog does not have.
  const isOwnerKnown =
    owner &&
    (owner.startsWith('user:') ||
      !cluster.findings?.some(({ code }) => code === 'OwnerUnknown'));
  const all = [owner, isOwnerKnown ? undefined : platformOwner];
  return [...new Set(all.filter(ref => ref !== undefined))];
}

/** `undefined` if nobody would get it. */
function announcement(
  cluster: AnnouncedCluster,
  settings: NewsSettings,
  said: Pick<Announcement, 'about' | 'title' | 'description' | 'severity'>,
): Announcement | undefined {
  const { uid, managementCluster } = cluster;
  const recipients = ownersOf(cluster, settings);
  const link = linkTo(cluster, settings);
  return recipients.length
    ? { uid, managementCluster, recipients, link, ...said }
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
  settings: NewsSettings,
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
  settings: NewsSettings,
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
