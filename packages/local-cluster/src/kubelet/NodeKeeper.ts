import {
  Controller,
  CORE_RESOURCES,
  Informer,
  isAlreadyExists,
  KubeClient,
  Logger,
  objectKey,
} from '@dpf-portal/kube-controller';
import { FAULT_ANNOTATIONS } from './annotations';
import { KubeNode } from './workloads';

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

/** The value of the label depends on the distribution, and selectors must match it. */
const NODES: ReadonlyArray<{ name: string; controlPlane: string }> = [
  { name: 'control-plane-1', controlPlane: 'true' },
  { name: 'control-plane-2', controlPlane: 'true' },
  { name: 'control-plane-3', controlPlane: '' },
];

/** Creates the nodes of the management cluster and updates their status like a kubelet. */
export class NodeKeeper {
  readonly informer: Informer<KubeNode>;
  readonly #controller: Controller;

  readonly #client: KubeClient;

  constructor(client: KubeClient, logger: Logger) {
    this.#client = client;
    this.informer = new Informer<KubeNode>({
      client,
      resource: CORE_RESOURCES.nodes,
      logger,
    });
    this.#controller = new Controller({
      name: 'kubelet-nodes',
      reconcile: key => this.#reconcile(key),
      logger,
    });
    const enqueue = (node: KubeNode) =>
      this.#controller.enqueue(objectKey(node));
    this.informer.addHandler({ added: enqueue, updated: enqueue });
  }

  async createNodes(): Promise<void> {
    await Promise.all(NODES.map(node => this.#create(node)));
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.informer.run(signal),
      this.#controller.run(signal),
    ]);
  }

  async #create(node: (typeof NODES)[number]): Promise<void> {
    try {
      await this.#client.create<KubeNode>(CORE_RESOURCES.nodes, {
        metadata: {
          name: node.name,
          labels: {
            'kubernetes.io/hostname': node.name,
            'kubernetes.io/os': 'linux',
            [CONTROL_PLANE]: node.controlPlane,
          },
        },
      });
    } catch (error) {
      if (!isAlreadyExists(error)) {
        throw error;
      }
    }
  }

  async #reconcile(name: string): Promise<void> {
    const node = this.informer.store.get(name);
    if (!node) {
      return;
    }
    const notReady =
      node.metadata.annotations?.[FAULT_ANNOTATIONS.nodeNotReady] === 'true';
    const status = notReady ? 'False' : 'True';
    const live = node.status?.conditions?.find(({ type }) => type === 'Ready');
    if (live?.status === status) {
      return;
    }
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const condition = {
      type: 'Ready',
      status,
      reason: notReady ? 'KubeletNotReady' : 'KubeletReady',
      message: notReady ? 'the kubelet is not ready' : 'the kubelet is ready',
      lastHeartbeatTime: now,
      lastTransitionTime: now,
    };
    await this.#client.mergePatch(
      CORE_RESOURCES.nodes,
      { name },
      { status: { conditions: [condition] } },
      { subresource: 'status' },
    );
  }
}
