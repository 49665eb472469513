import { NotFoundError } from '@backstage/errors';
import {
  DpuClusterObject,
  DpuClusterResource,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { groupOf, withoutSecrets } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, ResourceType } from '@dpf-portal/kube-controller';
import { stringify } from 'yaml';
import { toPortalError } from '../requests/requestErrors';
import { LocatedCluster } from './locate';
import { resourcesOf } from './resourcesOf';

const TIMEOUT_MS = 5_000;

function resourceTypeOf(
  { hosted, cluster }: LocatedCluster,
  kind: string,
): ResourceType | undefined {
  const { stores } = hosted.connection;
  const group = groupOf(cluster);
  switch (kind) {
    case 'DPUCluster':
      return stores.clusters.get(group)?.resource;
    case 'DPU':
      return stores.dpus.get(group)?.resource;
    case 'TenantControlPlane':
      return stores.tenantControlPlanes?.resource;
    case 'DaemonSet':
      return stores.daemonSets.resource;
    case 'Secret':
      return CORE_RESOURCES.secrets;
    default:
      return undefined;
  }
}

async function read(
  found: LocatedCluster,
  { kind, namespace, name }: DpuClusterResource,
) {
  const resource = resourceTypeOf(found, kind);
  if (!resource) {
    throw new NotFoundError(`${kind} is not served.`);
  }
  const { connection, settings } = found.hosted;
  try {
    return await connection.client.get(
      resource,
      { namespace, name },
      // The content of a Secret does not leave the management cluster.
      { metadataOnly: kind === 'Secret', timeoutMs: TIMEOUT_MS },
    );
  } catch (error) {
    throw toPortalError(error, settings.name);
  }
}

/**
 * One object of a cluster as the server has it, as YAML without secrets. An object that does not belong to the cluster is not
 * found, whatever the portal may read.
 */
export async function objectOf(
  found: LocatedCluster,
  uid: string,
): Promise<DpuClusterObject> {
  const item = (await resourcesOf(found)).find(each => each.uid === uid);
  if (!item) {
    throw new NotFoundError(
      `${found.refText} has no object with the uid ${uid}.`,
    );
  }
  const { kind, name } = item;
  const object = await read(found, item);
  if (object.metadata.uid !== uid) {
    throw new NotFoundError(`${kind} ${name} was replaced by another one.`);
  }
  return { kind, name, yaml: stringify(withoutSecrets({ ...object, kind })) };
}
