import { PortalPages, dpuClusterPageUrl } from '@dpf-portal/dpf-model';
import { DpuClusterView } from '../api/DpuClusterView';
import { clusterRefOf } from '../api/clusterRefOf';
import { ActionValues, ZodOfHost } from './DpfAction';

const text = (description?: string) => (z: ZodOfHost) =>
  z.string({ description });
const optionalText = (description?: string) => (z: ZodOfHost) =>
  z.string({ description }).optional();

/** The counts of a cluster's DPUs. @public */
export const dpuCountsField = (z: ZodOfHost) =>
  z.object({
    assigned: z.number().optional(),
    joined: z.number().optional(),
    operational: z.number().optional(),
  });

/** What every answer about a cluster says of it. @public */
export const clusterSummaryFields = {
  ref: text('management cluster/namespace/name'),
  type: text('kamaji, static or vendor/name'),
  phase: text('Pending, Creating, Ready, NotReady or Failed'),
  owner: optionalText('Entity ref of the owner.'),
  purpose: optionalText(),
  expires: optionalText('RFC 3339. Nothing is deleted then.'),
  version: optionalText('The installed Kubernetes version.'),
  maxNodes: (z: ZodOfHost) =>
    z.number({ description: 'Ceiling of DPUs; reserves nothing.' }).optional(),
  dpus: (z: ZodOfHost) =>
    dpuCountsField(z).describe('DPU counts; unknown numbers are absent.'),
  managedBy: text('Who reconciles it.'),
  pageUrl: text('Its page in the portal.'),
};

/** Says of a cluster what every answer about one says. */
export function clusterSummary(
  item: DpuClusterView,
  pages: PortalPages,
): ActionValues<typeof clusterSummaryFields> {
  const { assigned, joined, operational } = item.dpus;
  return {
    ref: item.ref,
    type: item.type,
    phase: item.phase,
    owner: item.owner,
    purpose: item.purpose,
    expires: item.expires,
    version: item.version,
    maxNodes: item.maxNodes,
    dpus: { assigned, joined, operational },
    managedBy: item.managedBy,
    pageUrl: dpuClusterPageUrl(clusterRefOf(item), pages),
  };
}
