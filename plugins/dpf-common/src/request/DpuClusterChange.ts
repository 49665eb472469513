import { DpuClusterPurpose } from './DpuClusterRequest';

/**
 * Body of `PATCH /dpu-clusters/…`: what is left out stays, `null` takes away. An empty text is neither, and refused.
 *
 * @public
 */
export interface DpuClusterChange {
  /** Entity ref. */
  owner?: string;
  purpose?: DpuClusterPurpose | null;
  /** Date (`2026-12-24`) or RFC 3339 time. */
  expires?: string | null;
  /** Replaces the portal's view of the labels one by one; `null` takes one away. */
  labels?: Record<string, string | null>;
  maxNodes?: number;
  /** kamaji, where the API has `spec.version`: the next version, as `v1.30.2`. */
  version?: string;
  /** RFC 3339 time until which the reconcilers leave the cluster alone. */
  pausedUntil?: string | null;
  /** static: the handle of an upload whose kubeconfig takes the place of the present one. */
  kubeconfigUpload?: string;
}
