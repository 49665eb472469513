import {
  CORE_RESOURCES,
  Condition,
  KubeObject,
  ResourceType,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { DpuCluster, TenantControlPlane, groupOf } from '@dpf-portal/dpf-model';
import {
  TENANT_CONTROL_PLANES,
  dpuClusterResource,
} from '@dpf-portal/dpf-world';
import { FAULT_ANNOTATIONS } from '@dpf-portal/local-cluster';
import { SecretObject } from '../fixtures/guideExample';
import { conditionOf } from '../fixtures/conditionOf';
import { eventually } from '../portal/eventually';
import { ManagementApi } from './ManagementApi';

/** The fields of a Service that tests read. */
export interface ServiceObject extends KubeObject {
  spec: { ports: Array<{ name?: string; nodePort?: number }> };
}

/** A ConfigMap. */
export interface ConfigMapObject extends KubeObject {
  data: Record<string, string>;
}

/** The fields of a DaemonSet that tests read. */
export interface DaemonSetObject extends KubeObject {
  spec: {
    template: {
      metadata: KubeObject['metadata'];
      spec: {
        hostNetwork?: boolean;
        nodeSelector?: Record<string, string>;
        containers: Array<{ name: string; image: string }>;
      };
    };
  };
}

/** The fields of an Event of `events.k8s.io` that tests read. */
export interface EventObject extends KubeObject {
  type: 'Normal' | 'Warning';
  reason: string;
  note: string;
  eventTime: string;
  regarding?: { uid?: string };
}

/** What explains why something has not happened to an object. The data of a Secret is not shown. */
function seen(object: KubeObject): string {
  const { metadata, spec, status } = object as KubeObject & {
    spec?: unknown;
    status?: unknown;
  };
  const { annotations, resourceVersion } = metadata;
  return JSON.stringify({ annotations, resourceVersion, spec, status });
}

const EVENTS: ResourceType = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
};

/** A kind of child of a DPUCluster and its naming rule. */
export interface ChildKind<T extends KubeObject> {
  resource: ResourceType;
  suffix: string;
  /** Only for the type; never set. */
  readonly object?: T;
}

export const CHILD = {
  service: { resource: CORE_RESOURCES.services, suffix: '' },
  controlPlane: { resource: TENANT_CONTROL_PLANES, suffix: '' },
  configMap: { resource: CORE_RESOURCES.configMaps, suffix: '-keepalived' },
  daemonSet: { resource: CORE_RESOURCES.daemonSets, suffix: '-keepalived' },
  kubeconfig: {
    resource: CORE_RESOURCES.secrets,
    suffix: '-admin-kubeconfig',
  },
} satisfies Record<string, ChildKind<KubeObject>> as {
  service: ChildKind<ServiceObject>;
  controlPlane: ChildKind<TenantControlPlane>;
  configMap: ChildKind<ConfigMapObject>;
  daemonSet: ChildKind<DaemonSetObject>;
  kubeconfig: ChildKind<SecretObject>;
};

/** Reads and edits one DPUCluster and its children as administrator. */
export class ClusterHandle {
  /** Creates the cluster. */
  static async create(
    api: ManagementApi,
    namespace: string,
    cluster: DpuCluster,
  ): Promise<ClusterHandle> {
    return new ClusterHandle(api, await api.createCluster(namespace, cluster));
  }

  readonly #api: ManagementApi;

  private constructor(api: ManagementApi, readonly created: DpuCluster) {
    this.#api = api;
  }

  async ready(): Promise<this> {
    await this.#api.clusterReady(this.created);
    return this;
  }

  async live(): Promise<DpuCluster> {
    return this.#api.client.get<DpuCluster>(
      this.#resource,
      this.created.metadata,
    );
  }

  async edit(patch: object, subresource?: 'status'): Promise<DpuCluster> {
    return this.#api.client.mergePatch<DpuCluster>(
      this.#resource,
      this.created.metadata,
      patch,
      { subresource },
    );
  }

  /** Resolves with the condition when it has this reason. */
  async conditionWhen(type: string, reason: string): Promise<Condition> {
    const live = await this.#api.clusterWhen(
      this.created,
      `has ${type} with reason ${reason}`,
      cluster => conditionOf(cluster, type)?.reason === reason,
    );
    return conditionOf(live, type) as Condition;
  }

  async inPhase(phase: string): Promise<DpuCluster> {
    return this.#api.clusterWhen(
      this.created,
      `is ${phase}`,
      ({ status }) => status?.phase === phase,
    );
  }

  async delete(): Promise<void> {
    await this.#api.deleteCluster(this.created);
  }

  async child<T extends KubeObject>(kind: ChildKind<T>): Promise<T> {
    return this.#api.client.get<T>(kind.resource, this.#refOf(kind));
  }

  /** Resolves with the child when `accept` returns true. @throws Error with the child as it was seen last. */
  async childWhen<T extends KubeObject>(
    kind: ChildKind<T>,
    what: string,
    accept: (child: T) => boolean,
  ): Promise<T> {
    const { kind: name } = kind.resource;
    return eventually(`the ${name} ${what}`, async () => {
      try {
        const child = await this.child(kind);
        if (accept(child)) {
          return child;
        }
        throw new Error(`it was ${seen(child)}`);
      } catch (error) {
        if (isNotFound(error)) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async editChild<T extends KubeObject>(
    kind: ChildKind<T>,
    patch: object,
    subresource?: 'status',
  ): Promise<T> {
    return this.#api.client.mergePatch<T>(
      kind.resource,
      this.#refOf(kind),
      patch,
      { subresource },
    );
  }

  async deleteChild(kind: ChildKind<KubeObject>): Promise<void> {
    await this.#api.client.delete(kind.resource, this.#refOf(kind));
  }

  /**
   * Makes the VIP refuse connections (`vipDown`), accept but never answer them (`vipSilent`), or work again. Edits the
   * Secret, so that the prober checks immediately.
   */
  async setVip(fault?: 'vipDown' | 'vipSilent'): Promise<void> {
    const { vipDown, vipSilent } = FAULT_ANNOTATIONS;
    await this.editChild(CHILD.controlPlane, {
      metadata: {
        annotations: {
          [vipDown]: fault === 'vipDown' ? 'true' : null,
          [vipSilent]: fault === 'vipSilent' ? 'true' : null,
        },
      },
    });
    await this.editChild(CHILD.kubeconfig, {
      metadata: { annotations: { 'test/vip': fault ?? 'works' } },
    });
  }

  /**
   * Resolves when the controllers have processed the current control plane. Detected by two edits of the address that
   * they revert: a cluster is never reconciled twice at the same time.
   */
  async lookedAt(): Promise<void> {
    const { spec } = await this.child(CHILD.controlPlane);
    const address = spec?.networkProfile?.address;
    for (const unused of ['192.0.2.1', '192.0.2.2']) {
      await this.editChild(CHILD.controlPlane, {
        spec: { networkProfile: { address: unused } },
      });
      await this.childWhen(
        CHILD.controlPlane,
        'has its address again',
        live => live.spec?.networkProfile?.address === address,
      );
    }
  }

  /** The Events of the cluster, oldest first. */
  async events(): Promise<EventObject[]> {
    const { namespace, uid } = this.created.metadata;
    const events = await this.#api.client.listAll<EventObject>(EVENTS, {
      namespace,
    });
    return events
      .filter(({ regarding }) => regarding?.uid === uid)
      .sort((a, b) => a.eventTime.localeCompare(b.eventTime));
  }

  /** Resolves with the first Event of the cluster with this reason and text. */
  async eventWhen(reason: string, text = ''): Promise<EventObject> {
    const { namespace, name } = this.created.metadata;
    return eventually(`an Event ${reason} of ${namespace}/${name}`, async () =>
      (await this.events()).find(
        event => event.reason === reason && event.note.includes(text),
      ),
    );
  }

  get #resource(): ResourceType {
    return dpuClusterResource(groupOf(this.created), 'v1alpha1');
  }

  #refOf({ suffix }: ChildKind<KubeObject>) {
    const { namespace, name } = this.created.metadata;
    return { namespace, name: `${name}${suffix}` };
  }
}
