import { toDpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  Finding,
  dpfUpgradeRuns,
  explainedByUpgrade,
  findingsToActOn,
  isJudgeable,
} from '@dpf-portal/dpf-model';
import { yieldAfterSlices } from '@dpf-portal/dpf-world';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { isSeen, wouldSee } from '../managementClusters/whatIsSeen';
import { FindingPlace } from './findingAnnouncements';
import { NoticeMember } from './FindingNotices';

type FindingCode = Finding['code'];

/** A finding that one look saw. */
export interface SightedFinding extends FindingPlace, NoticeMember {
  /** For how long this replica has seen it, without a break. */
  seenMs: number;
  /** An upgrade was under way when it began, and explains it. */
  ofUpgrade: boolean;
}

/** What one look at a management cluster saw. */
export interface FindingLook {
  findings: SightedFinding[];
  /** Whether it has this finding, for itself or following from another one. */
  has(member: NoticeMember, code: FindingCode): boolean;
  /** For how long this replica has been sure that a finding is not there; 0 while it is, and while it cannot be known. */
  absentMs(member: NoticeMember, code: FindingCode): number;
}

interface Sighting {
  /** Monotonic milliseconds. */
  since: number;
  ofUpgrade: boolean;
}

/** A finding that stands for itself, before it is compared with earlier looks. */
type Found = FindingPlace & NoticeMember & { isUnderWay: boolean };

function keyOf(
  { settings }: HostedManagementCluster,
  { uid }: Pick<NoticeMember, 'uid'>,
  code: FindingCode,
): string {
  return `${settings.name} ${uid} ${code}`;
}

function ofManagementCluster(
  hosted: HostedManagementCluster,
  dpf: boolean,
): Found[] {
  const all = hosted
    .ownFindings()
    .filter(({ code }) => isSeen(hosted) || code === 'ManagementClusterAway');
  return findingsToActOn(all, undefined).map(place => ({
    ...place,
    uid: '',
    namespace: '',
    isUnderWay: explainedByUpgrade(place.finding, { dpf }),
  }));
}

/** Remembers since when this replica sees findings, and since when it is sure that they have ended. */
export class FindingSightings {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #sightings = new Map<string, Sighting>();
  /** Monotonic milliseconds. */
  readonly #absent = new Map<string, number>();

  constructor(options: { clock: Pick<Clock, 'monotonic'> }) {
    this.#clock = options.clock;
  }

  /** Looks at everything of a management cluster, and lets other work go on in between. */
  async look(hosted: HostedManagementCluster): Promise<FindingLook> {
    const { connection } = hosted;
    const dpf = dpfUpgradeRuns(connection.operatorConfig());
    const world = connection.world(hosted.roles());
    const folded = new Set<string>();
    const found = ofManagementCluster(hosted, dpf);
    const pause = yieldAfterSlices(this.#clock);
    for (const cluster of isSeen(hosted) ? connection.clusters() : []) {
      await pause();
      const view = toDpuClusterView(cluster, world);
      const { uid, namespace, group, findings } = view;
      for (const place of findingsToActOn(findings, view.owner)) {
        const around = { dpf, group, findings };
        const isUnderWay = explainedByUpgrade(place.finding, around);
        found.push({ ...place, uid, namespace, cluster: view, isUnderWay });
      }
      for (const { effects = [] } of findings) {
        effects.forEach(({ code }) => folded.add(keyOf(hosted, view, code)));
      }
    }
    const findings = this.#remember(hosted, found);
    const there = new Set([
      ...findings.map(one => keyOf(hosted, one, one.finding.code)),
      ...folded,
    ]);
    const has: FindingLook['has'] = (member, code) =>
      there.has(keyOf(hosted, member, code));
    return {
      findings,
      has,
      absentMs: (member, code) => {
        const key = keyOf(hosted, member, code);
        if (has(member, code) || !this.#isKnown(hosted, member, code)) {
          this.#absent.delete(key);
          return 0;
        }
        const now = this.#clock.monotonic();
        const since = this.#absent.get(key) ?? now;
        this.#absent.set(key, since);
        return now - since;
      },
    };
  }

  /** Forgets a finding that nobody asks for any more. */
  forget(
    hosted: HostedManagementCluster,
    member: NoticeMember,
    code: FindingCode,
  ): void {
    this.#absent.delete(keyOf(hosted, member, code));
  }

  #remember(
    hosted: HostedManagementCluster,
    found: readonly Found[],
  ): SightedFinding[] {
    const now = this.#clock.monotonic();
    const keys = new Set<string>();
    const findings = found.map(({ isUnderWay, ...one }) => {
      const key = keyOf(hosted, one, one.finding.code);
      keys.add(key);
      const known = this.#sightings.get(key);
      const since = known?.since ?? now;
      // An upgrade may be seen a moment after what it causes.
      const ofUpgrade = known?.ofUpgrade || isUnderWay;
      this.#sightings.set(key, { since, ofUpgrade });
      return { ...one, seenMs: now - since, ofUpgrade };
    });
    const own = `${hosted.settings.name} `;
    for (const key of this.#sightings.keys()) {
      if (key.startsWith(own) && !keys.has(key)) {
        this.#sightings.delete(key);
      }
    }
    return findings;
  }

  /** Whether the absence of a finding says that it ended. */
  #isKnown(
    hosted: HostedManagementCluster,
    { uid, namespace }: NoticeMember,
    code: FindingCode,
  ): boolean {
    if (!isSeen(hosted)) {
      return false;
    }
    const { connection } = hosted;
    const world = connection.world(hosted.roles());
    const cluster = connection.clusterByUid(uid);
    return uid && !cluster
      ? world.isKnown('dpuClusters') && wouldSee(hosted, namespace)
      : isJudgeable(code, cluster, world);
  }
}
