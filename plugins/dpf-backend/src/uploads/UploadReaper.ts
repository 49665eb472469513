import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { DPF_ANNOTATIONS, secretMadeFor } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  isConflict,
  isForbidden,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { findLive } from '../managementClusters/findLive';
import { AdminSecrets } from './AdminSecrets';
import { SECRET_MARKS, Secret } from './Secret';

/** The message of an error may quote the server; its name never does. */
function nameOf(error: unknown): string {
  return toError(error).name;
}

/**
 * Cleans up after uploads: deletes those that were not used within a day, completes or undoes interrupted requests, and
 * attaches Secrets to clusters that were created again.
 */
export class UploadReaper {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #logger: LoggerService;
  /** Management clusters whose uploads the portal may not read. */
  readonly #forbidden = new Set<string>();

  constructor(options: { clock: Pick<Clock, 'now'>; logger: LoggerService }) {
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Runs one round over a management cluster. A failure is retried in the next round. */
  async reap(hosted: HostedManagementCluster): Promise<void> {
    const { settings, connection } = hosted;
    if (!settings.uploadsNamespace || !connection.status().reachable) {
      return;
    }
    try {
      const uploads = await connection.client.listAll<Secret>(
        CORE_RESOURCES.secrets,
        {
          namespace: settings.uploadsNamespace,
          labelSelector: `${SECRET_MARKS.upload}=true`,
          metadataOnly: true,
        },
      );
      for (const upload of uploads) {
        await this.#tryToTidy(hosted, upload);
      }
      await this.#attachAgain(hosted);
      this.#forbidden.delete(settings.name);
    } catch (error) {
      if (isForbidden(error)) {
        this.#noteForbidden(settings.name, settings.uploadsNamespace);
      } else {
        this.#logger.warn(
          `Uploads on ${settings.name} could not be listed (${nameOf(error)})`,
        );
      }
    }
  }

  /** Attaches the Secrets of clusters that were restored from a backup, or deleted without them and created again. */
  async #attachAgain(hosted: HostedManagementCluster): Promise<void> {
    const { connection, settings } = hosted;
    const world = connection.world(hosted.roles());
    const secrets = new AdminSecrets(connection);
    for (const cluster of connection.clusters()) {
      const { unowned } = world.kubeconfigSecret(cluster) ?? {};
      if (unowned && secretMadeFor(cluster, unowned)) {
        try {
          await secrets.attach(cluster);
        } catch (error) {
          this.#logger.warn(
            `The Secret ${cluster.spec.kubeconfig} on ${
              settings.name
            } could not be attached to its cluster (${nameOf(error)})`,
          );
        }
      }
    }
  }

  /** A portal that may only read is not broken, so it is logged once. */
  #noteForbidden(managementCluster: string, namespace: string): void {
    if (!this.#forbidden.has(managementCluster)) {
      this.#forbidden.add(managementCluster);
      this.#logger.info(
        `The portal may not read Secrets in ${namespace} on ${managementCluster}, so no kubeconfig can be uploaded there. deploy/charts/dpf-portal/rbac/portal-uploads.yaml grants it.`,
      );
    }
  }

  async #tryToTidy(
    hosted: HostedManagementCluster,
    upload: Secret,
  ): Promise<void> {
    try {
      await this.#tidy(hosted, upload);
    } catch (error) {
      // Removed or claimed by another replica meanwhile.
      if (!isNotFound(error) && !isConflict(error)) {
        this.#logger.warn(
          `Upload ${upload.metadata.name} on ${
            hosted.settings.name
          } could not be tidied up (${nameOf(error)})`,
        );
      }
    }
  }

  async #tidy(hosted: HostedManagementCluster, upload: Secret): Promise<void> {
    const { annotations = {} } = upload.metadata;
    const requestId = annotations[DPF_ANNOTATIONS.requestId];
    const requestedBy = annotations[DPF_ANNOTATIONS.requestedBy];
    const [group, namespace, clusterName] = (
      annotations[SECRET_MARKS.claimedFor] ?? ''
    ).split('/');
    // Without a readable date it counts as expired.
    const isExpired = !(
      Date.parse(annotations[SECRET_MARKS.expires] ?? '') > this.#clock.now()
    );
    if (requestId === undefined || !clusterName) {
      if (isExpired) {
        await this.#remove(hosted, upload);
      }
      return;
    }
    const secrets = new AdminSecrets(hosted.connection);
    const cluster = await findLive(
      hosted.connection,
      group,
      namespace,
      clusterName,
    );
    const made = cluster?.metadata.annotations ?? {};
    if (
      cluster &&
      made[DPF_ANNOTATIONS.requestId] === requestId &&
      made[DPF_ANNOTATIONS.requestedBy] === requestedBy
    ) {
      await secrets.attach(cluster);
      await this.#remove(hosted, upload);
    } else if (isExpired) {
      await secrets.removeOrphan({
        namespace,
        clusterName,
        requestId,
        requestedBy,
      });
      await this.#remove(hosted, upload);
    }
  }

  async #remove(
    { connection }: HostedManagementCluster,
    { metadata }: Secret,
  ): Promise<void> {
    const { namespace, name, uid, resourceVersion } = metadata;
    // A claim after the list changes the version, and the upload stays.
    await connection.client.delete(
      CORE_RESOURCES.secrets,
      { namespace, name },
      { uid, resourceVersion },
    );
  }
}
