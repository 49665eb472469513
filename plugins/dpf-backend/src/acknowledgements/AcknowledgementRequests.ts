import { NotFoundError } from '@backstage/errors';
import {
  dpuClusterUpdatePermission,
  platformReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  AcknowledgementRequest,
  FindingAcknowledgement,
  FindingToActOn,
  acknowledgementProblems,
  findingsOf,
  findingsToActOn,
  toAcknowledgement,
} from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { LocatedCluster, ownerOf } from '../reads/locate';
import { Caller } from '../requests/Caller';
import { RequestProblemError } from '../requests/requestErrors';
import { Acknowledgements } from './Acknowledgements';

/**
 * Carries out what users say about findings. Those who must act on a finding may acknowledge it: who may change the
 * cluster for one of its owner, and who may see the platform's page for one of the platform team. So an owner
 * cannot silence what the platform team has to know.
 */
export class AcknowledgementRequests {
  readonly #acknowledgements: Acknowledgements;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    acknowledgements: Acknowledgements;
    authorizer: DpuClusterAuthorizer;
    clock: Pick<Clock, 'now'>;
  }) {
    this.#acknowledgements = options.acknowledgements;
    this.#authorizer = options.authorizer;
    this.#clock = options.clock;
  }

  /** Acknowledges a finding of a cluster that the caller may read. */
  async put(
    found: LocatedCluster,
    code: string,
    request: AcknowledgementRequest,
    caller: Caller,
  ): Promise<FindingAcknowledgement> {
    const open = openFinding(found, code);
    await this.#assertMay(found, open, caller);
    const { ref, cluster } = found;
    if (!open) {
      throw new NotFoundError(
        `DPU cluster ${ref.namespace}/${ref.name} has no problem ${code} that somebody must act on. It may have ended.`,
      );
    }
    const now = this.#clock.now();
    const problems = acknowledgementProblems(request, now);
    if (problems.length) {
      throw new RequestProblemError(problems);
    }
    const made = toAcknowledgement(request, caller.userEntityRef, now);
    const { finding } = open;
    await this.#acknowledgements.store({
      ...made,
      managementCluster: ref.managementCluster,
      uid: cluster.metadata.uid ?? '',
      namespace: ref.namespace,
      code: finding.code,
      openedAt: finding.since,
    });
    return made;
  }

  /** Ends an acknowledgement. Returns whether there was one. */
  async delete(
    found: LocatedCluster,
    code: string,
    caller: Caller,
  ): Promise<boolean> {
    await this.#assertMay(found, openFinding(found, code), caller);
    const { managementCluster } = found.ref;
    const { uid = '' } = found.cluster.metadata;
    const stored = this.#acknowledgements
      .stored(managementCluster)
      .find(one => one.uid === uid && one.code === code);
    return stored ? this.#acknowledgements.remove(stored) : false;
  }

  async #assertMay(
    { ref, cluster }: LocatedCluster,
    open: FindingToActOn | undefined,
    { credentials }: Caller,
  ): Promise<void> {
    if (open?.who === 'platform') {
      await this.#authorizer.assertBasic(platformReadPermission, credentials);
    } else {
      await this.#authorizer.assert(
        dpuClusterUpdatePermission,
        attributesOf(ref.managementCluster, cluster),
        credentials,
      );
    }
  }
}

/** The finding, if the cluster has it now and somebody must act on it. */
function openFinding(
  found: LocatedCluster,
  code: string,
): FindingToActOn | undefined {
  const { hosted, cluster } = found;
  const world = hosted.connection.world(hosted.roles());
  return findingsToActOn(findingsOf(cluster, world), ownerOf(found)).find(
    ({ finding }) => finding.code === code,
  );
}
