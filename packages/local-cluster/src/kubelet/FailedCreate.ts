import {
  CORE_RESOURCES,
  Informer,
  isAlreadyExists,
  KubeClient,
  KubeObject,
} from '@dpf-portal/kube-controller';
import { FAULT_ANNOTATIONS } from './annotations';

/** Decides which workloads fail to create pods, and records the same Event as a real cluster. */
export class FailedCreate {
  readonly #client: KubeClient;
  readonly #namespaces: Informer<KubeObject>;

  constructor(client: KubeClient, namespaces: Informer<KubeObject>) {
    this.#client = client;
    this.#namespaces = namespaces;
  }

  /** The error message, if the workload's pods cannot be created. */
  messageFor(workload: KubeObject): string | undefined {
    const { namespace = '' } = workload.metadata;
    const around = this.#namespaces.store.get(namespace);
    return [workload, around]
      .map(object => object?.metadata.annotations)
      .map(annotations => annotations?.[FAULT_ANNOTATIONS.failedCreate])
      .find(Boolean);
  }

  /** Records one Event per generation of a workload. */
  async report(workload: KubeObject, message: string): Promise<void> {
    const { name, namespace = '', uid = '', generation } = workload.metadata;
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const event = {
      metadata: {
        name: `${name}.${uid.slice(0, 8)}-${generation}`,
        namespace,
      },
      involvedObject: {
        apiVersion: workload.apiVersion,
        kind: workload.kind,
        name,
        namespace,
        uid,
      },
      type: 'Warning',
      reason: 'FailedCreate',
      message: `Error creating: ${message}`,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      source: { component: 'local-cluster-kubelet' },
    };
    try {
      await this.#client.create(CORE_RESOURCES.events, event);
    } catch (error) {
      if (!isAlreadyExists(error)) {
        throw error;
      }
    }
  }
}
