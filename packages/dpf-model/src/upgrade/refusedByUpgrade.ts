import { DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import {
  DpfUpgrade,
  KnownOperatorConfig,
  dpfUpgradeOf,
} from '../managementCluster/DpfOperatorConfig';
import { DpuClusterChange } from '../request/DpuClusterRequest';

/** `from v26.4.0 to v26.8.0`. */
function path({ from, to }: DpfUpgrade): string {
  return from ? `from ${from} to ${to}` : `to ${to}`;
}

const UNTIL_THEN =
  'The platform team sees what it waits for on the page Platform, tab Upgrade. Try again when it has ended.';

/**
 * Why no DPU cluster is created while DPF is upgraded; `undefined` while it is not. Clusters of the guide's group do not
 * depend on the installed DPF.
 *
 * @public
 */
export function creationRefusedByUpgrade(
  title: string,
  group: string,
  config: KnownOperatorConfig,
): string | undefined {
  const upgrade = upgradeFor(group, config);
  return (
    upgrade &&
    `DPF on ${title} is being upgraded ${path(
      upgrade,
    )}. No DPU cluster is created there until the upgrade has ended. ${UNTIL_THEN}`
  );
}

/** The fields of a change that DPF acts on, so that they wait for the end of its upgrade. */
const FIELDS_OF_DPF = ['version', 'maxNodes', 'labels'] as const;

/**
 * Why a change of a DPU cluster is not made while DPF is upgraded; `undefined` where DPF is not upgraded, or does not act
 * on the change. What only the portal reads (owner, purpose, reminder, pause, lock, consent) can be changed, and so can
 * the kubeconfig of a static cluster: a broken one may be what holds up the upgrade.
 *
 * @public
 */
export function changeRefusedByUpgrade(
  title: string,
  group: string,
  change: DpuClusterChange,
  config: KnownOperatorConfig,
): string | undefined {
  const upgrade = upgradeFor(group, config);
  const fields = FIELDS_OF_DPF.filter(field => change[field] !== undefined);
  return upgrade && fields.length
    ? `DPF on ${title} is being upgraded ${path(upgrade)}. ${fields.join(
        ' and ',
      )} of its DPU clusters cannot be changed until the upgrade has ended. ${UNTIL_THEN}`
    : undefined;
}

function upgradeFor(
  group: string,
  config: KnownOperatorConfig,
): DpfUpgrade | undefined {
  return group === DPU_CLUSTER_GROUPS.released
    ? dpfUpgradeOf(config)
    : undefined;
}
