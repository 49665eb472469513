import {
  DpfRequestOptions,
  KubernetesPluginApi,
  KubernetesPluginCluster,
  KubernetesPluginClusterList,
  KubernetesPluginCredential,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterRef } from '@dpf-portal/dpf-model';

/** A cluster as the dpf back end lists it. */
export function aCluster(
  name: string,
  change: Partial<KubernetesPluginCluster> = {},
): KubernetesPluginCluster {
  return {
    managementCluster: 'lab',
    namespace: 'team-a',
    name,
    uid: `uid-${name}`,
    clusterName: `lab.team-a.${name}`,
    title: `team-a/${name}`,
    ...change,
  };
}

/** The dpf back end, as the module sees it. */
export class FakeDpf implements KubernetesPluginApi {
  clusters: KubernetesPluginCluster[] = [];
  /** What goes wrong in any call. */
  error?: Error;
  /** What goes wrong when a credential of this cluster is made. */
  readonly refused = new Map<string, string>();
  /** The clusters of the credentials that were made, in order. */
  readonly issued: string[] = [];
  readonly revoked = new Set<string>();
  readonly bearers: Array<string | undefined> = [];
  /** RFC 3339; the end of the next credentials. */
  until = '2026-11-30T13:00:00.000Z';

  async listKubernetesPluginClusters(
    options?: DpfRequestOptions,
  ): Promise<KubernetesPluginClusterList> {
    this.bearers.push(options?.token);
    if (this.error) {
      throw this.error;
    }
    return {
      items: this.clusters,
      liveCredentials: this.issued
        .map((_name, n) => `id-${n}`)
        .filter(id => !this.revoked.has(id)),
    };
  }

  async issueKubernetesPluginCredential({
    name,
  }: DpuClusterRef): Promise<KubernetesPluginCredential> {
    const refusal = this.refused.get(name);
    if (refusal) {
      throw new Error(refusal);
    }
    const n = this.issued.push(name) - 1;
    return {
      id: `id-${n}`,
      server: 'https://10.66.66.70:6443',
      caData: 'Y2E=',
      token: `token-${n}-of-${name}`,
      until: this.until,
    };
  }
}
