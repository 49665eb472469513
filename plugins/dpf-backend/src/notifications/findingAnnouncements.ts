import {
  Finding,
  FindingAcknowledgement,
  FindingToActOn,
  platformPageUrl,
  sentence,
} from '@dpf-portal/dpf-model';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  Announcement,
  NewsSettings,
  linkTo,
  ownersOf,
  titleOf,
} from './Announcement';

/** A finding that somebody has to act on, and what has it. */
export interface FindingPlace extends FindingToActOn {
  /** Absent where the finding is about the management cluster itself. */
  cluster?: DpuClusterView;
}

/** The findings that one notification is about. */
export interface FindingSubject<T extends FindingPlace = FindingPlace> {
  code: Finding['code'];
  /** uid of the cluster; empty: it is about everything of the management cluster that has this finding. */
  uid: string;
  recipients: string[];
  /** At least one. */
  places: T[];
}

/** What a notification of findings says. */
export type FindingWords = Pick<
  Announcement,
  'title' | 'description' | 'link' | 'severity'
> & {
  /** What has the findings, in a few words. */
  subject: string;
};

/**
 * Who is notified of which findings of a management cluster. The owner learns of each finding to act on, and of one that
 * blocks the cluster until the platform team acts. The platform's group learns of each cause once, however many clusters
 * have it.
 */
export function subjectsOf<T extends FindingPlace>(
  places: readonly T[],
  settings: NewsSettings,
): Array<FindingSubject<T>> {
  const { platformOwner } = settings;
  const ofOwners = places.flatMap(place => {
    const { cluster, finding, who } = place;
    const isOwners = who === 'owner' || finding.blocking;
    if (!cluster?.owner || !isOwners) {
      return [];
    }
    const recipients =
      who === 'owner' ? ownersOf(cluster, settings) : [cluster.owner];
    return [
      { code: finding.code, uid: cluster.uid, recipients, places: [place] },
    ];
  });
  const causes = new Map<Finding['code'], T[]>();
  for (const place of places) {
    const { code } = place.finding;
    if (place.who === 'platform') {
      causes.set(code, [...(causes.get(code) ?? []), place]);
    }
  }
  const ofPlatform = platformOwner
    ? [...causes].map(([code, all]) => {
        const recipients = [platformOwner];
        return { code, uid: '', recipients, places: all };
      })
    : [];
  // Where the platform's group owns the cluster, its own notification says it.
  return [
    ...ofOwners.filter(
      ({ recipients, places: [{ who }] }) =>
        who === 'owner' || recipients[0] !== platformOwner,
    ),
    ...ofPlatform,
  ];
}

function severityOf(places: readonly FindingPlace[]): 'high' | 'normal' {
  return places.some(
    ({ finding }) => finding.blocking || finding.severity === 'error',
  )
    ? 'high'
    : 'normal';
}

function ofOne(
  { finding, who, cluster }: FindingPlace,
  settings: NewsSettings,
): Omit<FindingWords, 'severity'> {
  const what = sentence(finding.sentence);
  const remedy = sentence(finding.remedy);
  return {
    subject: cluster ? titleOf(cluster) : '',
    title: cluster ? `${titleOf(cluster)} needs somebody to act` : '',
    description:
      who === 'platform'
        ? `${what} The platform team must act. ${remedy}`
        : `${what} ${remedy}`,
    link: cluster ? linkTo(cluster, settings) : platformPageUrl(settings.pages),
  };
}

/** What the notification of findings says. */
export function wordsOf(
  { places }: FindingSubject,
  managementCluster: { title: string },
  settings: NewsSettings,
): FindingWords {
  const severity = severityOf(places);
  const ofClusters = places.filter(({ cluster }) => cluster);
  const [first] = places;
  const one = ofOne(first, settings);
  if (places.length === 1 && ofClusters.length === 1) {
    return { ...one, severity };
  }
  const link = platformPageUrl(settings.pages);
  if (!ofClusters.length) {
    const subject = `Management cluster ${managementCluster.title}`;
    const description = places
      .map(
        ({ finding }) =>
          `${sentence(finding.sentence)} ${sentence(finding.remedy)}`,
      )
      .join(' ');
    return {
      subject,
      title: `${subject} needs somebody to act`,
      description,
      link,
      severity,
    };
  }
  const subject = `${ofClusters.length} DPU cluster${
    ofClusters.length === 1 ? '' : 's'
  } of ${managementCluster.title}`;
  const example = ofClusters[0].cluster;
  return {
    subject,
    title: `${subject} need somebody to act: ${first.finding.code}`,
    description: `All have the same problem${
      example ? `, for example ${titleOf(example)}` : ''
    }. ${one.description}`,
    link,
    severity,
  };
}

/** What the notification says when the findings have ended. */
export function resolvedWords({
  subject,
  sentence: what,
}: {
  subject: string;
  sentence: string;
}): Pick<Announcement, 'title' | 'description' | 'severity'> {
  return {
    title: `${subject}: problem resolved`,
    description: `It was: ${sentence(what)}`,
    severity: 'low',
  };
}

/** What the reminder says when an acknowledgement is over and its finding is not. */
export function reminderWords(
  place: FindingPlace,
  { until }: Pick<FindingAcknowledgement, 'until'>,
  settings: NewsSettings,
): FindingWords {
  const one = ofOne(place, settings);
  return {
    ...one,
    title: `${one.subject} still needs somebody to act`,
    description: `The problem was acknowledged until ${until
      .slice(0, 16)
      .replace('T', ' ')} UTC and is still there. ${one.description}`,
    severity: severityOf([place]),
  };
}
