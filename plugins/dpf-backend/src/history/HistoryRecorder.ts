import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import { toDpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DpuCluster,
  Finding,
  World,
  clusterSettings,
  isJudgeable,
  labelSettingName,
  settingWriter,
} from '@dpf-portal/dpf-model';
import type { DpuClusterChange, ManagedFields } from '@dpf-portal/dpf-model';
import { yieldAfterSlices } from '@dpf-portal/dpf-world';
import { Clock, KubeObject, ObjectMeta } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { isSeen, wouldSee } from '../managementClusters/whatIsSeen';
import { attributesOf } from '../permissions/attributesOf';
import { LocatedCluster } from '../reads/locate';
import { resourceOf } from '../requests/toDpuCluster';
import { StoredChange } from './ChangeLog';
import { ClusterRecords, ClusterSighting } from './ClusterRecords';
import { FindingPeriods, OpenFinding } from './FindingPeriods';
import { ClusterId } from './recordedCluster';

/** Changes of a cluster are gathered for this time: a cluster in the making changes often. */
const GATHER_MS = 1_000;
/** A finding that only other replicas saw ends when none of them, nor this one, has seen it for this time. */
const PATIENCE_MS = 180_000;
/** How often a replica says that it still sees a finding. */
const SEEN_EVERY_MS = 60_000;
const READ_TIMEOUT_MS = 5_000;

/** What this process has seen of a management cluster since it could see it. */
interface Watched {
  hosted: HostedManagementCluster;
  /** Clusters that changed since the last look. */
  changed: Set<string>;
  /** The codes of the findings of each cluster at the last look, by uid. */
  findings: Map<string, ReadonlySet<Finding['code']>>;
  /** When a finding that is open in the database was first not there, by its id; wall milliseconds. */
  absentSince: Map<number, number>;
  /** What was recorded of each cluster, so that most looks need no query, by uid. */
  recorded: Map<string, { resourceVersion: string; version?: string }>;
}

/** The names of the settings that a request changes. */
function settingsOfChange(change: DpuClusterChange): Set<string> {
  const { labels = {}, ...fields } = change;
  return new Set([
    ...Object.keys(fields),
    ...Object.keys(labels).map(labelSettingName),
  ]);
}

/**
 * Records what happens to DPU clusters: findings that open and close, and changes of conditions, versions and settings.
 * It looks at clusters that changed, and regularly at all, because some findings depend on time. A management cluster
 * that cannot be seen is skipped.
 */
export class HistoryRecorder {
  readonly #records: ClusterRecords;
  readonly #findings: FindingPeriods;
  readonly #clock: Pick<Clock, 'now' | 'sleep' | 'monotonic'>;
  readonly #logger: LoggerService;
  readonly #watched = new Map<string, Watched>();
  #tail: Promise<void> = Promise.resolve();
  #gathering = false;

  constructor(options: {
    records: ClusterRecords;
    findings: FindingPeriods;
    clock: Pick<Clock, 'now' | 'sleep' | 'monotonic'>;
    logger: LoggerService;
  }) {
    this.#records = options.records;
    this.#findings = options.findings;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Records what happens on this management cluster from now on. */
  follow(hosted: HostedManagementCluster): () => void {
    const watched: Watched = {
      hosted,
      changed: new Set(),
      findings: new Map(),
      absentSince: new Map(),
      recorded: new Map(),
    };
    this.#watched.set(hosted.settings.name, watched);
    return hosted.connection.onChange(({ uid }) => {
      watched.changed.add(uid);
      this.#gather();
    });
  }

  /** Looks at every cluster. Never rejects. */
  async look(): Promise<void> {
    for (const watched of this.#watched.values()) {
      this.#add(() => this.#lookAtAll(watched));
    }
    await this.#tail;
  }

  /** Resolves when everything that was looked at is recorded. */
  settled(): Promise<void> {
    return this.#tail;
  }

  /**
   * A user changed these settings in the portal; `after` is the cluster as the API server returned it. Never rejects, and
   * a request need not wait for it.
   */
  requested(
    { before, after }: { before: LocatedCluster; after: LocatedCluster },
    change: DpuClusterChange,
    by: string,
  ): Promise<void> {
    const { hosted, cluster } = after;
    const { resourceVersion } = before.cluster.metadata;
    if (resourceVersion === cluster.metadata.resourceVersion) {
      // The cluster was like that already.
      return Promise.resolve();
    }
    const world = hosted.connection.world(hosted.roles());
    return this.#try(async () => {
      await this.#records.see({
        ...this.#sightingOf(hosted, cluster, world),
        request: { by, settings: settingsOfChange(change) },
      });
    });
  }

  /** A user did something in the portal that changes no field of the cluster. Never rejects. */
  noted(
    found: LocatedCluster,
    { setting, detail, by }: { setting: string; detail: string; by: string },
  ): Promise<void> {
    const note = { subject: setting, detail, by, at: this.#now() };
    return this.#try(() => this.#records.log.note(idOfCluster(found), note));
  }

  /** A user retired the cluster in the portal. Never rejects. */
  retired(found: LocatedCluster, by: string): Promise<void> {
    return this.#try(() => this.#records.retiring(idOfCluster(found), by));
  }

  #gather(): void {
    if (this.#gathering) {
      return;
    }
    this.#gathering = true;
    void this.#clock.sleep(GATHER_MS).then(() => {
      this.#gathering = false;
      for (const watched of this.#watched.values()) {
        if (watched.changed.size) {
          this.#add(() => this.#lookAtChanged(watched));
        }
      }
    });
  }

  /** One after the other: the second of two quick changes must find the first. */
  #add(work: () => Promise<void>): void {
    this.#tail = this.#tail.then(() => this.#try(work));
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Of a database that is not available, one line is logged elsewhere.
      const level = error instanceof ServiceUnavailableError ? 'debug' : 'warn';
      this.#logger[level](
        `History of DPU clusters could not be written down: ${
          toError(error).name
        }`,
      );
    }
  }

  async #lookAtChanged(watched: Watched): Promise<void> {
    const { hosted, changed } = watched;
    if (!isSeen(hosted)) {
      // What changed is looked at together with all.
      return;
    }
    const uids = [...changed];
    changed.clear();
    const clusters = uids.flatMap(
      uid => hosted.connection.clusterByUid(uid) ?? [],
    );
    const open = await this.#findings.open(hosted.settings.name, uids);
    await this.#lookAt(watched, clusters, open);
    if (clusters.length < uids.length) {
      await this.#lookForGone(watched);
    }
  }

  async #lookAtAll(watched: Watched): Promise<void> {
    const { hosted, changed } = watched;
    if (!isSeen(hosted)) {
      // What ends meanwhile is not seen here, so nothing ends before it has been looked for again.
      watched.absentSince.clear();
      watched.findings.clear();
      return;
    }
    changed.clear();
    const clusters = hosted.connection.clusters();
    const open = await this.#findings.open(hosted.settings.name);
    await this.#lookAt(watched, clusters, open);
    await this.#lookForGone(watched);
  }

  async #lookAt(
    watched: Watched,
    clusters: readonly DpuCluster[],
    open: readonly OpenFinding[],
  ): Promise<void> {
    const { hosted } = watched;
    const world = hosted.connection.world(hosted.roles());
    const openOf = new Map<string, OpenFinding[]>();
    for (const finding of open) {
      openOf.set(finding.uid, [...(openOf.get(finding.uid) ?? []), finding]);
    }
    const errors: unknown[] = [];
    // The findings of some hundred clusters take a second together.
    const pause = yieldAfterSlices(this.#clock);
    for (const cluster of clusters) {
      await pause();
      const { uid = '' } = cluster.metadata;
      const sighting = this.#sightingOf(hosted, cluster, world);
      const { findings } = sighting;
      try {
        await this.#record(watched, cluster, sighting);
        await this.#compare(watched, sighting, findings, {
          open: openOf.get(uid) ?? [],
          isJudgeable: code => isJudgeable(code, cluster, world),
        });
      } catch (error) {
        // The others are recorded all the same; the next look tries this one again.
        errors.push(error);
      }
    }
    if (errors.length) {
      throw errors[0];
    }
  }

  #sightingOf(
    hosted: HostedManagementCluster,
    cluster: DpuCluster,
    world: World,
  ): ClusterSighting & { findings: Finding[] } {
    const { name } = hosted.settings;
    const view = toDpuClusterView(cluster, world);
    return {
      managementCluster: name,
      uid: view.uid,
      attributes: attributesOf(name, cluster),
      groupQualifier: view.groupQualifier,
      createdAt: view.createdAt,
      deletionRequestedAt: view.deletionRequestedAt,
      resourceVersion: view.resourceVersion,
      settings: clusterSettings(cluster),
      conditions: view.conditions,
      version: view.version,
      at: this.#now(),
      findings: view.findings,
    };
  }

  async #record(
    { hosted, recorded }: Watched,
    cluster: DpuCluster,
    { findings: _, ...sighting }: ClusterSighting & { findings: Finding[] },
  ): Promise<void> {
    const { uid, resourceVersion, version } = sighting;
    const last = recorded.get(uid);
    if (last?.resourceVersion === resourceVersion && last.version === version) {
      return;
    }
    const changes = await this.#records.see({
      ...sighting,
      versionBefore: last?.version,
    });
    recorded.set(uid, { resourceVersion, version });
    if (changes.length) {
      await this.#findWriters(hosted, cluster, changes);
    }
  }

  /** Asks the API server which program wrote these settings. If it does not say so, that stays unknown. */
  async #findWriters(
    { connection }: HostedManagementCluster,
    cluster: DpuCluster,
    changes: readonly StoredChange[],
  ): Promise<void> {
    const { namespace, name, uid } = cluster.metadata;
    let metadata: ObjectMeta & { managedFields?: ManagedFields[] };
    try {
      ({ metadata } = await connection.client.get<KubeObject>(
        resourceOf(cluster),
        { namespace, name },
        { metadataOnly: true, timeoutMs: READ_TIMEOUT_MS },
      ));
    } catch {
      return;
    }
    for (const { id, subject } of metadata.uid === uid ? changes : []) {
      const writer = settingWriter(metadata, subject);
      if (writer) {
        await this.#records.log.wroteBy(id, writer);
      }
    }
  }

  /** Opens and closes findings of a cluster in the database. One that cannot be judged stays as it is. */
  async #compare(
    watched: Watched,
    cluster: ClusterSighting,
    findings: readonly Finding[],
    known: {
      open: readonly OpenFinding[];
      isJudgeable(code: Finding['code']): boolean;
    },
  ): Promise<void> {
    const { open } = known;
    const now = this.#clock.now();
    const before = watched.findings.get(cluster.uid);
    const codes = new Set(findings.map(({ code }) => code));
    const at = cluster.at;
    for (const code of codes) {
      const finding = findings.find(one => one.code === code);
      if (finding && !open.some(one => one.code === code)) {
        await this.#findings.opened(cluster, finding, at);
      }
    }
    const there = open.filter(({ code }) => codes.has(code));
    there.forEach(({ id }) => watched.absentSince.delete(id));
    await this.#findings.seen(
      there.filter(({ seenAt }) => now - seenAt >= SEEN_EVERY_MS).map(idOf),
      at,
    );
    const stillSeen = [...(before ?? [])].filter(
      code => !codes.has(code) && !known.isJudgeable(code),
    );
    for (const finding of open.filter(({ code }) => !codes.has(code))) {
      if (!known.isJudgeable(finding.code)) {
        watched.absentSince.delete(finding.id);
        continue;
      }
      const since = watched.absentSince.get(finding.id) ?? now;
      const wasSeenHere = before?.has(finding.code);
      const isGivenUp =
        now - since >= PATIENCE_MS && now - finding.seenAt >= PATIENCE_MS;
      if (wasSeenHere || isGivenUp) {
        await this.#findings.closed(
          [finding.id],
          new Date(since).toISOString(),
        );
        watched.absentSince.delete(finding.id);
      } else {
        watched.absentSince.set(finding.id, since);
      }
    }
    watched.findings.set(cluster.uid, new Set([...codes, ...stillSeen]));
  }

  /** Records clusters that are gone, and ends their findings. */
  async #lookForGone(watched: Watched): Promise<void> {
    const { hosted, findings, recorded } = watched;
    const { name: managementCluster } = hosted.settings;
    const at = this.#now();
    for (const { uid, namespace } of await this.#records.present(
      managementCluster,
    )) {
      if (!hosted.connection.clusterByUid(uid) && wouldSee(hosted, namespace)) {
        const open = await this.#findings.open(managementCluster, [uid]);
        await this.#findings.closed(open.map(idOf), at);
        await this.#records.gone({ managementCluster, uid }, at);
        findings.delete(uid);
        recorded.delete(uid);
      }
    }
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

function idOfCluster({ hosted, cluster }: LocatedCluster): ClusterId {
  const { uid = '' } = cluster.metadata;
  return { managementCluster: hosted.settings.name, uid };
}

function idOf({ id }: { id: number }): number {
  return id;
}
