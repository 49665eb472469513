import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster, groupOf } from '../cluster/DpuCluster';
import { DpuClusterRef, dpuClusterRefOf } from '../cluster/DpuClusterRef';
import { readOwner } from '../cluster/owner';
import {
  FindingAcknowledgement,
  withAcknowledgements,
} from './acknowledgement';
import { whoMustAct } from './attention';
import { dpfUpgradeRuns } from '../managementCluster/DpfOperatorConfig';
import { explainedByUpgrade } from './explainedByUpgrade';
import { Finding } from './Finding';
import { findingsOf } from './findingsOf';
import { World } from './World';

/** A finding, and the management cluster or DPU cluster that has it. @public */
export interface PlacedFinding {
  /** Name of the management cluster. */
  managementCluster: string;
  /** Absent where the finding is about the management cluster itself. */
  cluster?: DpuClusterRef;
  /** That of the DPU cluster. */
  uid?: string;
  /** Entity ref of the DPU cluster's owner, where it has one. */
  owner?: string;
  /** An upgrade that runs explains it, so that it is worth nobody's time unless it stays. */
  explainedByUpgrade?: boolean;
  /** `who` is who really acts: the platform team where the DPU cluster has no owner. */
  finding: Finding;
}

/** The acknowledgements of a cluster that are in force, by its uid and the code of the finding. @public */
export type AcknowledgementsOf = (
  uid: string,
) => (code: Finding['code']) => FindingAcknowledgement | undefined;

const NOTHING_ACKNOWLEDGED: AcknowledgementsOf = () => () => undefined;

function ofCluster(
  cluster: DpuCluster,
  world: World,
  acknowledgementsOf: AcknowledgementsOf,
): PlacedFinding[] {
  const ref = dpuClusterRefOf(cluster, world);
  const annotation = cluster.metadata.annotations?.[DPF_ANNOTATIONS.owner];
  const owner = readOwner(annotation);
  const findings = withAcknowledgements(
    findingsOf(cluster, world),
    acknowledgementsOf(cluster.metadata.uid ?? ''),
  );
  const around = {
    dpf: dpfUpgradeRuns(world.operatorConfig()),
    group: groupOf(cluster),
    findings,
  };
  return findings.map(finding => ({
    managementCluster: world.managementCluster,
    cluster: ref,
    uid: cluster.metadata.uid,
    ...(owner && { owner }),
    explainedByUpgrade: explainedByUpgrade(finding, around),
    finding: { ...finding, who: whoMustAct(finding.who, owner) },
  }));
}

/**
 * The findings of a management cluster, and of DPU clusters there: what the page of the platform shows, and what the metrics
 * count. `own` are those of the management cluster itself.
 *
 * @public
 */
export function placeFindings(
  own: readonly Finding[],
  clusters: readonly DpuCluster[],
  world: World,
  acknowledgementsOf = NOTHING_ACKNOWLEDGED,
): PlacedFinding[] {
  const dpf = dpfUpgradeRuns(world.operatorConfig());
  return [
    ...own.map(finding => ({
      managementCluster: world.managementCluster,
      explainedByUpgrade: explainedByUpgrade(finding, { dpf }),
      finding,
    })),
    ...clusters.flatMap(cluster =>
      ofCluster(cluster, world, acknowledgementsOf),
    ),
  ];
}
