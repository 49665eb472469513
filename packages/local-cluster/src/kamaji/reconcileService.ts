import {
  CORE_RESOURCES,
  isNotFound,
  KubeClient,
  KubeObject,
} from '@dpf-portal/kube-controller';
import { controllerReference, labelsOf, NAME_LABEL } from './names';
import { TenantControlPlane } from './TenantControlPlane';

interface Service extends KubeObject {
  spec?: {
    type?: string;
    selector?: Record<string, string>;
    ports?: Array<{
      name?: string;
      port: number;
      nodePort?: number;
      targetPort?: number | string;
      protocol?: string;
    }>;
  };
}

/** The Service of this name has another controller. Kamaji then waits forever. */
export class ForeignServiceError extends Error {}

/**
 * Creates the Service of a tenant, or adopts an existing one: its first port becomes the node port, and the tenant
 * becomes its controller.
 */
export async function reconcileService(
  client: KubeClient,
  tenant: TenantControlPlane,
  port: number,
): Promise<void> {
  const { name, namespace = '', uid } = tenant.metadata;
  const ref = { name, namespace };
  const reference = controllerReference(tenant);
  const wantedPort = {
    name: 'kube-apiserver',
    protocol: 'TCP',
    port,
    nodePort: port,
    targetPort: port,
  };
  const live = await read(client, ref);
  if (!live) {
    const service: Service = {
      metadata: {
        ...ref,
        labels: labelsOf(tenant, 'service'),
        ownerReferences: [reference],
      },
      spec: {
        type: tenant.spec.controlPlane.service.serviceType,
        selector: { [NAME_LABEL]: name },
        ports: [wantedPort],
      },
    };
    await client.create(CORE_RESOURCES.services, service);
    return;
  }
  const owners = live.metadata.ownerReferences ?? [];
  const controller = owners.find(owner => owner.controller);
  if (controller && controller.uid !== uid) {
    throw new ForeignServiceError(
      `Object ${namespace}/${name} is already owned by another ${controller.kind} controller ${controller.name}`,
    );
  }
  const [first] = live.spec?.ports ?? [];
  const adopted = controller && first?.port === port && first.nodePort === port;
  if (!adopted) {
    await client.mergePatch(CORE_RESOURCES.services, ref, {
      metadata: {
        resourceVersion: live.metadata.resourceVersion,
        labels: labelsOf(tenant, 'service'),
        ownerReferences: [
          ...owners.filter(owner => owner.uid !== uid),
          reference,
        ],
      },
      spec: { ports: [wantedPort] },
    });
  }
}

async function read(
  client: KubeClient,
  ref: { name: string; namespace: string },
): Promise<Service | undefined> {
  try {
    return await client.get<Service>(CORE_RESOURCES.services, ref);
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}
