import {
  ManagementClusterWorld,
  controlPlanesLeftBehind,
} from './controlPlanesLeftBehind';
import { Finding } from './Finding';
import { boundedFinding } from './findingsOf';
import { DpfCapabilities } from '../capabilities/DpfCapabilities';
import {
  DPF_TOO_NEW_REMEDY,
  dpfIsTooNew,
  tooNewDpf,
} from '../managementCluster/dpfSupport';
import { Assignment, noFeasibleCluster } from './rules/noFeasibleCluster';
import { KnownOperatorConfig } from '../managementCluster/DpfOperatorConfig';

/**
 * The finding that a management cluster is unreachable: its clusters are shown as of the last contact.
 *
 * @public
 */
export function managementClusterAway(options: {
  /** Title or name of the management cluster. */
  title: string;
  /** RFC 3339. */
  observedAt?: string;
}): Finding {
  const { title, observedAt } = options;
  return {
    code: 'ManagementClusterAway',
    severity: 'warning',
    blocking: false,
    sentence: observedAt
      ? `The portal cannot reach ${title}. The states shown may be out of date.`
      : `The portal cannot reach ${title}. It has not answered yet.`,
    remedy: 'Check the connection from the portal to the management cluster.',
    who: 'platform',
    since: observedAt,
  };
}

/**
 * Finds what is wrong with a management cluster as a whole, not with a single cluster.
 *
 * @public
 */
export function managementClusterFindings(input: {
  /** Title or name of the management cluster. */
  title: string;
  /** `undefined`: not known yet. */
  capabilities?: DpfCapabilities;
  operatorConfig?: KnownOperatorConfig;
  /** Since when the network path to the DPU clusters is probably broken; RFC 3339. */
  tenantPathProblemSince?: string;
  /** What runs there; absent while it is not known. */
  world?: ManagementClusterWorld;
  /** The DPUs without a DPU cluster, where DPUs may be read. */
  assignment?: Assignment;
}): Finding[] {
  const { title, capabilities, tenantPathProblemSince: since } = input;
  const findings: Finding[] = [];
  if (capabilities && !capabilities.apis.length) {
    findings.push({
      code: 'DpfMissing',
      severity: 'error',
      blocking: true,
      sentence: `DPF is not installed on ${title}: its API server does not serve DPUCluster.`,
      remedy:
        'Install DPF. In a lab, install the CRDs alone: `kubectl apply -f deploy/crds/dpf-25.10`.',
      who: 'platform',
    });
  }
  const version = tooNewDpf(input.operatorConfig);
  if (version !== undefined) {
    findings.push({
      code: 'DpfTooNew',
      severity: 'warning',
      blocking: true,
      sentence: `${dpfIsTooNew(
        version,
      )}. On ${title} no role of the portal starts; a role that runs keeps its DPU clusters and starts no new ones.`,
      remedy: DPF_TOO_NEW_REMEDY,
      who: 'platform',
      evidence: { version },
    });
  }
  if (since) {
    findings.push({
      code: 'TenantPathInDoubt',
      severity: 'error',
      blocking: false,
      sentence: `Most DPU clusters of ${title} stopped answering at once. The cause is probably the network from the portal; the states shown are from before.`,
      remedy:
        'Check the network, or the proxy, between the portal and the DPU clusters.',
      who: 'platform',
      since,
    });
  }
  const stranded = input.assignment && noFeasibleCluster(input.assignment);
  return [
    ...findings,
    ...(input.world ? controlPlanesLeftBehind(input.world) : []),
    ...(stranded ? [stranded] : []),
  ].map(boundedFinding);
}
