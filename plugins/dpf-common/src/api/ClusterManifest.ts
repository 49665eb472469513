import { DpuClusterRequest } from '@dpf-portal/dpf-model';

/** `POST /dpu-cluster-manifests`. @public */
export interface ClusterManifestRequest {
  request: DpuClusterRequest;
  /** Where the manifest will live, as an http or https address; the cluster's page leads there. */
  manifestUrl?: string;
}

/** Answers `POST /dpu-cluster-manifests`: the manifest of a cluster that somebody else creates. @public */
export interface ClusterManifestAnswer {
  /** Of the cluster, once it is there. */
  ref: string;
  managementCluster: string;
  namespace: string;
  name: string;
  entityRef: string;
  /** The DPUCluster as YAML. It names Secrets and holds none. */
  manifest: string;
  /** What it makes, as one sentence. */
  summary: string;
  warnings?: string[];
  /** Until when its address is reserved; RFC 3339. Absent where it is not. */
  reservedUntil?: string;
}
