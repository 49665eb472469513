import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterEditName, Finding } from '@dpf-portal/dpf-model';

/** Whether the finding is about a control plane that was changed by hand. */
export function isDrift({ code, evidence }: Finding): boolean {
  return (
    code === 'Sleeping' ||
    (code === 'ChildDrifted' &&
      String(evidence?.child).startsWith('TenantControlPlane/'))
  );
}

/** How far a change has got that others carry out after it was stored; `undefined`: it is complete. */
export function editProgress(
  edit: ClusterEditName,
  cluster: DpuClusterView,
): string | undefined {
  if (edit === 'version' && cluster.requestedVersion) {
    return `Kamaji installs ${cluster.requestedVersion}. Installed: ${
      cluster.version ?? 'none'
    }.`;
  }
  if (edit === 'restore' && cluster.findings.some(isDrift)) {
    return 'The control plane is being set back.';
  }
  return undefined;
}
