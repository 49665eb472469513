import { DpuCluster } from '../cluster/DpuCluster';
import { DaemonSet } from '../cluster/kubernetesObjects';
import { isLabelled, keepalivedName } from './ownership';
import { readVendorKeepalived } from './readVendorKeepalived';

/**
 * Which program made a keepalived DaemonSet, by what it looks like:
 *
 * - `dpf`: DPF's own manager.
 * - `portal`: this project, with the selector of DPF's own manager.
 * - `portalOwnSelector`: this project's first releases, with a selector of their own. A selector cannot be changed.
 * - `unknown`: something else, for example a DPF that is newer than this release.
 *
 * @public
 */
export type KeepalivedForm = 'dpf' | 'portal' | 'portalOwnSelector' | 'unknown';

const NAME_LABEL = 'app.kubernetes.io/name';
const INSTANCE_LABEL = 'app.kubernetes.io/instance';
const LONGEST_LABEL = 63;
/** Replaces a label value that would be too long. */
const DIGEST = /^[0-9a-f]{40}$/;

function isValueOf(text: string, value: string | undefined): boolean {
  return text.length > LONGEST_LABEL
    ? DIGEST.test(value ?? '')
    : value === text;
}

function hasSelector(
  { spec }: DaemonSet,
  wanted: Readonly<Record<string, string>>,
): boolean {
  const { matchLabels = {} } = spec?.selector ?? {};
  const keys = Object.keys(wanted);
  return (
    Object.keys(matchLabels).length === keys.length &&
    keys.every(key => isValueOf(wanted[key], matchLabels[key]))
  );
}

/** This portal labels the DaemonSet and its pods. One of them is enough: the other may have been removed by hand. */
function isOfPortal(daemonSet: DaemonSet): boolean {
  const { labels } = daemonSet.spec?.template?.metadata ?? {};
  return (
    isLabelled(daemonSet) || isLabelled({ metadata: { name: '', labels } })
  );
}

/** Whether it has the selector of the one that DPF's own manager makes. @public */
export function hasSelectorOfDpf(
  { metadata: { name } }: DpuCluster,
  daemonSet: DaemonSet,
): boolean {
  return hasSelector(daemonSet, { [NAME_LABEL]: keepalivedName(name) });
}

/**
 * The form of a DaemonSet that has the name of the cluster's keepalived. `undefined`: its spec is not known.
 *
 * @public
 */
export function keepalivedFormOf(
  cluster: DpuCluster,
  daemonSet: DaemonSet,
): KeepalivedForm | undefined {
  if (readVendorKeepalived(daemonSet)) {
    return 'dpf';
  }
  if (!daemonSet.spec?.selector) {
    return undefined;
  }
  if (
    hasSelector(daemonSet, {
      [NAME_LABEL]: 'keepalived',
      [INSTANCE_LABEL]: cluster.metadata.name,
    })
  ) {
    return 'portalOwnSelector';
  }
  return hasSelectorOfDpf(cluster, daemonSet) && isOfPortal(daemonSet)
    ? 'portal'
    : 'unknown';
}
