import { UPGRADE_PATIENCE_MS } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { Acknowledgements } from '../acknowledgements/Acknowledgements';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { NewsSettings, scopeOf } from './Announcement';
import {
  FindingSubject,
  reminderWords,
  resolvedWords,
  subjectsOf,
  wordsOf,
} from './findingAnnouncements';
import { FindingNotices, OpenNotice } from './FindingNotices';
import {
  FindingLook,
  FindingSightings,
  SightedFinding,
} from './FindingSightings';

/** A short problem, such as during a change of the leader, is not worth a notification. */
const LASTING_MS = 60_000;
/** A management cluster that restarts is not worth one either. */
const LASTING_AWAY_MS = 5 * 60_000;
/** A finding that is there again so soon has not ended: it flaps. */
const OVER_MS = 5 * 60_000;
/** How often a replica says that it still sees a finding. */
const SEEN_EVERY_MS = 60_000;
/** The platform's group learns at most so often that more clusters have the same problem. */
const GROWS_EVERY_MS = 10 * 60_000;

type Subject = FindingSubject<SightedFinding>;

/** An upgrade explains it, and it may still end with the upgrade. */
function isHeld({ ofUpgrade, seenMs }: SightedFinding): boolean {
  return ofUpgrade && seenMs < UPGRADE_PATIENCE_MS;
}

function isLasting({ finding, seenMs }: SightedFinding): boolean {
  const isAway = finding.code === 'ManagementClusterAway';
  return seenMs >= (isAway ? LASTING_AWAY_MS : LASTING_MS);
}

/**
 * Notifies of each finding that somebody has to act on: once when it has lasted, and again when it has ended or its
 * acknowledgement is over. What is announced stands in the database, so that neither another replica nor a restart
 * announces it twice.
 */
export class FindingNews {
  readonly #notices: FindingNotices;
  readonly #acknowledgements: Acknowledgements;
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly #settings: NewsSettings;
  readonly #sightings: FindingSightings;

  constructor(options: {
    notices: FindingNotices;
    acknowledgements: Acknowledgements;
    clock: Pick<Clock, 'now' | 'monotonic'>;
    settings: NewsSettings;
  }) {
    this.#notices = options.notices;
    this.#acknowledgements = options.acknowledgements;
    this.#clock = options.clock;
    this.#settings = options.settings;
    this.#sightings = new FindingSightings(options);
  }

  /** Looks at every management cluster once. Throws at the end if something could not be stored; the next look stores it. */
  async look(
    managementClusters: readonly HostedManagementCluster[],
  ): Promise<void> {
    const errors: unknown[] = [];
    const trying = (work: Promise<void>) =>
      work.catch(error => {
        errors.push(error);
      });
    for (const hosted of managementClusters) {
      await trying(this.#lookAt(hosted, trying));
    }
    if (errors.length) {
      throw errors[0];
    }
  }

  async #lookAt(
    hosted: HostedManagementCluster,
    trying: (work: Promise<void>) => Promise<void>,
  ): Promise<void> {
    const { name } = hosted.settings;
    const look = await this.#sightings.look(hosted);
    await this.#acknowledgements.refresh();
    const open = await this.#notices.open(name);
    const untold = look.findings.filter(
      one =>
        !isHeld(one) &&
        !this.#acknowledgements.of(name, one.uid)(one.finding.code),
    );
    for (const subject of subjectsOf(untold, this.#settings)) {
      const notice = open.find(
        ({ uid, code }) => uid === subject.uid && code === subject.code,
      );
      await trying(
        notice
          ? this.#grow(hosted, notice, subject)
          : this.#announce(hosted, subject),
      );
    }
    for (const notice of open) {
      await trying(this.#keepOrEnd(hosted, notice, look));
    }
    await trying(this.#keepAcknowledgements(hosted, open, look));
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  #noticeOf({ settings }: HostedManagementCluster, subject: Subject) {
    const { name, title = name } = settings;
    const { code, uid, recipients, places } = subject;
    const { subject: what, ...words } = wordsOf(
      subject,
      { title },
      this.#settings,
    );
    const notice = {
      ...{ managementCluster: name, uid, code, recipients, subject: what },
      sentence: places[0].finding.sentence,
      link: words.link,
      members: places.map(one => ({ uid: one.uid, namespace: one.namespace })),
    };
    return { notice, words };
  }

  async #announce(
    hosted: HostedManagementCluster,
    subject: Subject,
  ): Promise<void> {
    const { code, places, recipients } = subject;
    if (!recipients.length || !places.some(isLasting)) {
      return;
    }
    const at = this.#now();
    const { notice, words } = this.#noticeOf(hosted, subject);
    const [{ uid }] = places;
    // Whoever belongs to the owner and to the platform's group gets one notification of one cluster.
    const isOfOne = places.length === 1 && uid;
    await this.#notices.announce(notice, words, {
      at,
      ...(isOfOne && {
        scope: scopeOf({ uid, about: `finding:${code}:${at}` }),
      }),
    });
  }

  /** More clusters have the same problem, or the cluster has another owner. */
  async #grow(
    hosted: HostedManagementCluster,
    before: OpenNotice,
    subject: Subject,
  ): Promise<void> {
    const known = new Set(before.members.map(({ uid }) => uid));
    const hasGrown = subject.places.some(
      one => isLasting(one) && !known.has(one.uid),
    );
    const isForOthers = subject.recipients.some(
      ref => !before.recipients.includes(ref),
    );
    const age = this.#clock.now() - Date.parse(before.announcedAt);
    if (!isForOthers && !(hasGrown && age >= GROWS_EVERY_MS)) {
      return;
    }
    const { notice, words } = this.#noticeOf(hosted, subject);
    const now = new Set(notice.members.map(({ uid }) => uid));
    // One that is not there at the moment may flap.
    const members = [
      ...before.members.filter(({ uid }) => !now.has(uid)),
      ...notice.members,
    ];
    await this.#notices.update(
      before,
      { ...notice, members },
      words,
      this.#now(),
    );
  }

  async #keepOrEnd(
    hosted: HostedManagementCluster,
    notice: OpenNotice,
    look: FindingLook,
  ): Promise<void> {
    const { code, members, seenAt } = notice;
    const unseenMs = this.#clock.now() - seenAt;
    if (members.some(member => look.has(member, code))) {
      if (unseenMs >= SEEN_EVERY_MS) {
        await this.#notices.seen(notice, this.#now());
      }
      return;
    }
    const absent = members.map(member => look.absentMs(member, code));
    if (unseenMs >= OVER_MS && absent.every(ms => ms >= OVER_MS)) {
      await this.#notices.end(notice, resolvedWords(notice), this.#now());
      members.forEach(one => this.#sightings.forget(hosted, one, code));
    }
  }

  /** Ends acknowledgements: with their finding, or with a reminder at the time that they say. */
  async #keepAcknowledgements(
    hosted: HostedManagementCluster,
    open: readonly OpenNotice[],
    look: FindingLook,
  ): Promise<void> {
    const now = this.#clock.now();
    const { name } = hosted.settings;
    for (const acknowledged of this.#acknowledgements.stored(name)) {
      const { uid, code, until, seenAt } = acknowledged;
      const unseenMs = now - seenAt;
      if (look.has(acknowledged, code)) {
        if (Date.parse(until) <= now) {
          const place = look.findings.find(
            one => one.uid === uid && one.finding.code === code,
          );
          await this.#acknowledgements.expire(
            acknowledged,
            place && this.#reminderOf(place, until, open),
          );
        } else if (unseenMs >= SEEN_EVERY_MS) {
          await this.#acknowledgements.seen(acknowledged);
        }
      } else if (
        look.absentMs(acknowledged, code) >= OVER_MS &&
        unseenMs >= OVER_MS
      ) {
        await this.#acknowledgements.expire(acknowledged);
      }
    }
  }

  /** A reminder for those who were notified. Without a notification there is none: the finding is announced now. */
  #reminderOf(
    place: SightedFinding,
    until: string,
    open: readonly OpenNotice[],
  ) {
    const { uid, finding, cluster } = place;
    const notices = open.filter(
      ({ code, members }) =>
        code === finding.code && members.some(member => member.uid === uid),
    );
    const recipients = [
      ...new Set(notices.flatMap(notice => notice.recipients)),
    ];
    if (!cluster || !recipients.length) {
      return undefined;
    }
    const { subject: _, ...words } = reminderWords(
      place,
      { until },
      this.#settings,
    );
    const scope = notices.find(notice => notice.uid === uid)?.scope;
    return {
      uid,
      managementCluster: cluster.managementCluster,
      recipients,
      about: `finding:${finding.code}:reminder:${until}`,
      ...words,
      ...(scope && { scope }),
    };
  }
}
