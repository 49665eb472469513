import {
  ClusterAttention,
  DpuCluster,
  Finding,
  World,
  attentionOf,
  dpuClusterVersions,
  findingsOf,
  lastChangeOf,
  managementClusterAway,
  withAcknowledgements,
} from '@dpf-portal/dpf-model';
import { yieldAfterSlices } from '@dpf-portal/dpf-world';
import { Clock } from '@dpf-portal/kube-controller';
import { Acknowledgements } from '../acknowledgements/Acknowledgements';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { sourceOf } from './toManagementCluster';

/** What filters, order and numbers of a list need to know of a cluster. */
export interface ClusterAssessment {
  /** Worst first. */
  findings: Finding[];
  attention: ClusterAttention;
  /** The installed Kubernetes version. */
  version?: string;
  /** RFC 3339. */
  lastChangeAt: string;
}

interface Known {
  at: number;
  cluster: DpuCluster;
  assessment: ClusterAssessment;
}

/** What depends on the time, and is announced by no change, is this old at most. */
const FRESH_MS = 10_000;

/** The finding that a management cluster is away, which each of its clusters has. */
export function awayFinding(
  hosted: HostedManagementCluster,
): Finding | undefined {
  const { reachable, observedAt } = sourceOf(hosted);
  return reachable
    ? undefined
    : managementClusterAway({
        title: hosted.settings.title ?? hosted.settings.name,
        observedAt,
      });
}

function assess(cluster: DpuCluster, world: World): ClusterAssessment {
  const findings = findingsOf(cluster, world);
  return {
    findings,
    attention: attentionOf(cluster, findings),
    version: dpuClusterVersions(cluster, world).version,
    lastChangeAt: lastChangeOf(cluster, findings),
  };
}

/**
 * The assessments of all clusters. A list is read whenever any cluster changes, by everybody who looks at it, and the
 * findings of all clusters take too long for that: they are kept until the cluster is announced as changed.
 */
export class ClusterAssessments {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #acknowledgements: Pick<Acknowledgements, 'of'>;
  readonly #known = new Map<HostedManagementCluster, Map<string, Known>>();

  constructor(options: {
    clock: Pick<Clock, 'monotonic'>;
    acknowledgements: Pick<Acknowledgements, 'of'>;
  }) {
    this.#clock = options.clock;
    this.#acknowledgements = options.acknowledgements;
  }

  /** Forgets a cluster when the watch reports a change of it, or of what belongs to it. */
  follow(hosted: HostedManagementCluster): () => void {
    const known = new Map<string, Known>();
    this.#known.set(hosted, known);
    const unsubscribe = hosted.connection.onChange(({ uid }) =>
      known.delete(uid),
    );
    return () => {
      unsubscribe();
      this.#known.delete(hosted);
    };
  }

  /** Assesses all clusters there that are not known any more, and lets other work go on in between. */
  async renew(hosted: HostedManagementCluster): Promise<void> {
    const assessOne = this.of(hosted);
    const pause = yieldAfterSlices(this.#clock);
    for (const cluster of hosted.connection.clusters()) {
      await pause();
      assessOne(cluster);
    }
  }

  /** Assesses clusters of one management cluster as it is now. */
  of(
    hosted: HostedManagementCluster,
  ): (cluster: DpuCluster) => ClusterAssessment {
    const known = this.#known.get(hosted);
    const now = this.#clock.monotonic();
    const away = awayFinding(hosted);
    const acknowledgements = this.#acknowledgements;
    const { name } = hosted.settings;
    let world: World | undefined;
    return cluster => {
      const uid = cluster.metadata.uid ?? '';
      const last = known?.get(uid);
      const add = (assessment: ClusterAssessment) =>
        withPortalFacts(cluster, assessment, {
          away,
          acknowledged: acknowledgements.of(name, uid),
        });
      if (last && last.cluster === cluster && now - last.at <= FRESH_MS) {
        return add(last.assessment);
      }
      world ??= hosted.connection.world(hosted.roles());
      const assessment = assess(cluster, world);
      known?.set(uid, { at: now, cluster, assessment });
      return add(assessment);
    };
  }
}

/** Adds what the objects do not say: it may change while they do not. */
function withPortalFacts(
  cluster: DpuCluster,
  assessment: ClusterAssessment,
  facts: {
    away: Finding | undefined;
    acknowledged: ReturnType<Acknowledgements['of']>;
  },
): ClusterAssessment {
  const { away, acknowledged } = facts;
  const isKnown = assessment.findings.some(({ code }) => acknowledged(code));
  if (!away && !isKnown) {
    return assessment;
  }
  const findings = [
    ...(away ? [away] : []),
    ...withAcknowledgements(assessment.findings, acknowledged),
  ];
  return {
    ...assessment,
    findings,
    attention: attentionOf(cluster, findings),
  };
}
