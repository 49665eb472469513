import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterChange, ExpectedValues } from '@dpf-portal/dpf-model';

/** The values that a change is made from, so that the server notices when somebody else has changed them. */
export function expectedOf(
  change: DpuClusterChange,
  cluster: DpuClusterView,
): ExpectedValues {
  const shown = {
    version: cluster.requestedVersion ?? cluster.version,
    maxNodes: cluster.maxNodes,
    owner: cluster.owner,
    purpose: cluster.purpose,
    expires: cluster.expires,
    credentials: cluster.credentials,
    pausedUntil: cluster.pausedUntil,
    locked: cluster.locked,
  };
  const named = Object.entries(shown).filter(([field]) => field in change);
  return {
    uid: cluster.uid,
    ...Object.fromEntries(
      named.map(([field, value]) => [field, value ?? null]),
    ),
    ...(change.labels && {
      labels: Object.fromEntries(
        Object.keys(change.labels).map(key => [
          key,
          cluster.labels?.[key] ?? null,
        ]),
      ),
    }),
  };
}
