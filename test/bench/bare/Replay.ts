import { DpuCluster, Service } from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';

/** A request that changes an object, as it was sent. */
export interface RecordedRequest {
  method: string;
  /** With the query. */
  path: string;
  contentType: string;
  body: string;
}

/** What differs between the clusters of a benchmark. */
export interface ClusterValues {
  name: string;
  uid: string;
  vip: string;
  virtualRouterID: number;
  interface: string;
  /** Known once the Service is there. */
  nodePort?: number;
}

/** What the bare client reads from its file. */
export interface Recording {
  writes: readonly RecordedRequest[];
  /** The cluster that the writes were recorded of. */
  of: ClusterValues;
}

export function valuesOf({ metadata, spec }: DpuCluster): ClusterValues {
  const { keepalived } = spec.clusterEndpoint ?? {};
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    vip: keepalived?.vip ?? '',
    virtualRouterID: keepalived?.virtualRouterID ?? 0,
    interface: keepalived?.interface ?? '',
  };
}

export function nodePortIn({ spec }: Service): number | undefined {
  return spec?.ports?.[0]?.nodePort;
}

/** A write that asks for a version of the recorded cluster would be refused for another one. */
function withoutVersion(body: string): string {
  const sent: unknown = JSON.parse(body);
  if (Array.isArray(sent)) {
    return JSON.stringify(sent.filter(({ op }) => op !== 'test'));
  }
  const { metadata, ...rest } = sent as Partial<KubeObject>;
  if (!metadata) {
    return body;
  }
  const { resourceVersion: _, ...kept } = metadata;
  return JSON.stringify({ metadata: kept, ...rest });
}

/** The recorded writes for another cluster: the same text with its values in the place of the recorded ones. */
export class Replay {
  readonly #writes: RecordedRequest[];
  readonly #of: ClusterValues;

  constructor({ writes, of }: Recording) {
    this.#of = of;
    this.#writes = writes.map(write => ({
      ...write,
      body: withoutVersion(write.body),
    }));
  }

  get length(): number {
    return this.#writes.length;
  }

  /** The write of this index, from 0, for the cluster with these values. */
  write(index: number, values: ClusterValues): RecordedRequest {
    const { path, body, ...rest } = this.#writes[index];
    return {
      ...rest,
      path: this.#put(path, values),
      body: this.#put(body, values),
    };
  }

  #put(text: string, values: ClusterValues): string {
    const of = this.#of;
    return text
      .replaceAll(of.uid, values.uid)
      .replaceAll(of.name, values.name)
      .replaceAll(of.vip, values.vip)
      .replaceAll(
        `virtual_router_id ${of.virtualRouterID}`,
        `virtual_router_id ${values.virtualRouterID}`,
      )
      .replaceAll(`interface ${of.interface}`, `interface ${values.interface}`)
      .replaceAll(String(of.nodePort), String(values.nodePort));
  }
}
