import { DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import {
  DpfUpgrade,
  KnownOperatorConfig,
  dpfUpgradeOf,
  dpfUpgradeRuns,
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

/** What DPF acts on waits for the end of its upgrade. */
const OF_DPF = {
  version: 'the version',
  maxNodes: 'the DPU ceiling',
  labels: 'the labels',
} as const;
/** What repairs a control plane waits while DPF works on control planes. */
const REPAIRS = {
  renewCertificates: 'the certificates',
  restore: 'the control plane',
} as const;

/**
 * Why a change of a DPU cluster is not made while DPF is upgraded; `undefined` where DPF is not upgraded, or the change does
 * not touch what DPF acts on. Renewing certificates and restoring a control plane are possible while the upgrade is held up
 * by its own check, because what they repair may be the cause; so may be the kubeconfig of a static cluster, which can always
 * be replaced. What only the portal reads (owner, purpose, reminder, pause, lock, consent) can always be changed.
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
  const refused = { ...OF_DPF, ...(dpfUpgradeRuns(config) && REPAIRS) };
  const fields = changedFieldsAmong(refused, change);
  return upgrade && fields.length
    ? `DPF on ${title} is being upgraded ${path(
        upgrade,
      )}. Until the upgrade has ended, ${fields.join(
        ' and ',
      )} of a DPU cluster cannot be changed. ${UNTIL_THEN}`
    : undefined;
}

/** What the change is about, of these fields. */
function changedFieldsAmong(
  fields: Partial<Record<keyof DpuClusterChange, string>>,
  change: DpuClusterChange,
): string[] {
  return (Object.keys(fields) as Array<keyof DpuClusterChange>).flatMap(field =>
    change[field] === undefined ? [] : fields[field] ?? [],
  );
}

function upgradeFor(
  group: string,
  config: KnownOperatorConfig,
): DpfUpgrade | undefined {
  return group === DPU_CLUSTER_GROUPS.released
    ? dpfUpgradeOf(config)
    : undefined;
}
