import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

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
