import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  FindingWho,
  describeDpuCounts,
  describeDpuProgress,
} from '@dpf-portal/dpf-model';

/** `5 of 10 DPUs assigned, 2 joined, 1 operational; 3 being provisioned`. A dash stands for what is not known. */
export function describeDpus({ dpus, maxNodes }: DpuClusterView): string {
  const progress = describeDpuProgress(dpus);
  const counts = describeDpuCounts(dpus, maxNodes);
  return progress ? `${counts}; ${progress}` : counts;
}

/** What a cluster's type means to a person. */
export function describeType(type: string): string {
  switch (type) {
    case 'kamaji':
      return 'kamaji (control plane made here)';
    case 'static':
      return 'static (brought along)';
    default:
      return type;
  }
}

/** "v1.33.4, v1.34.0 is requested": the installed version first, and never another one in its place. */
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

const WHO: Record<FindingWho, string> = {
  owner: 'The owner must act.',
  platform: 'The platform team must act.',
  nobody: 'Nobody has to act.',
};

/** Who must act, as a sentence. */
export function describeWho(who: FindingWho): string {
  return WHO[who];
}
