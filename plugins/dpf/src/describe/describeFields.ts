import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  FindingWho,
  describeDpuCounts,
  describeDpuProgress,
  withinSentence,
} from '@dpf-portal/dpf-model';
import { formatTime } from '../components/Time/formatTime';

/** `1 of 5 DPUs operational, 0 joined; 3 being provisioned, 1 in Error (dpu-3)`. A dash stands for an unknown number. */
export function describeDpus({ dpus, maxNodes }: DpuClusterView): string {
  const progress = describeDpuProgress(dpus);
  const counts = describeDpuCounts(dpus, maxNodes);
  return progress ? `${counts}; ${progress}` : counts;
}

/** `2 Nodes are in the DPU cluster, for which DPF has no DPU.`; `undefined` where there are none, or they are unknown. */
export function describeOtherNodes({
  observation,
}: Pick<DpuClusterView, 'observation'>): string | undefined {
  const number = observation?.nodesWithoutDpu?.count;
  return number
    ? `${number} ${
        number === 1 ? 'Node is' : 'Nodes are'
      } in the DPU cluster, for which DPF has no DPU.`
    : undefined;
}

/** Explains a cluster's type. */
export function describeType(type: string): string {
  switch (type) {
    case 'kamaji':
      return 'kamaji (hosted control plane)';
    case 'static':
      return 'static (registered, existing cluster)';
    default:
      return type;
  }
}

/** "v1.33.4, v1.34.0 is requested". The installed version comes first; a requested one never replaces it. */
export function describeVersion({
  version,
  requestedVersion,
}: Pick<DpuClusterView, 'version' | 'requestedVersion'>): string | undefined {
  if (!requestedVersion) {
    return version;
  }
  return version
    ? `${version}, ${requestedVersion} is requested`
    : `${requestedVersion} is requested, none is installed yet`;
}

/** The result of the last check from the portal, as a sentence. */
export function describeHealth({
  observation,
}: Pick<DpuClusterView, 'observation'>): string {
  const { health, latencyMs, probedAt, message } = observation ?? {};
  const when = probedAt ? ` (checked at ${formatTime(probedAt)})` : '';
  if (health === 'healthy') {
    const latency = latencyMs === undefined ? '' : ` in ${latencyMs} ms`;
    return `The API server answers${latency}${when}.`;
  }
  return health === 'unhealthy'
    ? `The check from the portal failed: ${
        message ? withinSentence(message) : 'unknown reason'
      }${when}.`
    : 'The portal has not checked the API server yet.';
}

const WHO: Record<FindingWho, string> = {
  owner: 'The owner must act.',
  platform: 'The platform team must act.',
  nobody: 'No action is needed.',
};

/** Says who must act. */
export function describeWho(who: FindingWho): string {
  return WHO[who];
}
