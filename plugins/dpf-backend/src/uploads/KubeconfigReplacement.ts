import { DPF_ANNOTATIONS, DpuCluster, groupOf } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { AdminSecretBelonging, AdminSecrets } from './AdminSecrets';
import { uploadSecretName } from './Secret';
import { KubeconfigUploads } from './KubeconfigUploads';
import { UploadUse } from './uploadClaim';
import { uploadProblem } from './uploadErrors';

/**
 * Replaces the kubeconfig of a static cluster by an uploaded one, only in a Secret that the portal made.
 * `spec.kubeconfig` is not changed.
 */
export class KubeconfigReplacement {
  readonly #cluster: DpuCluster;
  readonly #handle: string;
  #use: UploadUse;
  readonly #uploads: KubeconfigUploads;
  readonly #secrets: AdminSecrets;

  constructor(options: {
    hosted: HostedManagementCluster;
    cluster: DpuCluster;
    /** Of the upload. */
    handle: string;
    userEntityRef: string;
    clock: Pick<Clock, 'now'>;
  }) {
    const { hosted, cluster, handle, userEntityRef } = options;
    const { namespace = '', name, uid } = cluster.metadata;
    this.#cluster = cluster;
    this.#handle = handle;
    this.#uploads = new KubeconfigUploads({
      hosted,
      clock: options.clock,
    });
    this.#secrets = new AdminSecrets(hosted.connection);
    this.#use = {
      handle,
      userEntityRef,
      // It has no request of its own: the same upload for the same cluster counts as the same replacement.
      requestId: `replacement/${uid}`,
      cluster: { group: groupOf(cluster), namespace, name },
    };
  }

  /** Throws a RequestProblemError if the replacement is not possible. Changes nothing. */
  async check(): Promise<void> {
    const secret = await this.#secrets.belonging(this.#cluster);
    const { namespace } = this.#cluster.metadata;
    const name = this.#cluster.spec.kubeconfig;
    if (secret.madeBy === 'foreign') {
      throw uploadProblem(
        `The portal did not create the Secret ${name} in ${namespace}, so it does not write to it. Create or update that Secret yourself; the cluster follows by itself.`,
      );
    }
    if (!this.#isDone(secret)) {
      await this.#resume();
      await this.#uploads.check(this.#use);
    }
  }

  /**
   * Claims the upload, puts it in the cluster's Secret and removes it. To be checked first, by the same instance. It may come again at any point
   * at which it was cut off, and after its end.
   */
  async apply(): Promise<void> {
    const secret = await this.#secrets.belonging(this.#cluster);
    if (!this.#isDone(secret)) {
      const { kubeconfig } = await this.#uploads.take(this.#use);
      await this.#put(secret, kubeconfig);
    }
    await this.#uploads.finish(this.#cluster, this.#use);
  }

  /** Whoever may change the cluster may continue the replacement that somebody else has begun for it. */
  async #resume(): Promise<void> {
    const begun = await this.#uploads.begunBy(this.#use);
    if (begun?.requestId === this.#use.requestId && begun.requestedBy) {
      this.#use = { ...this.#use, userEntityRef: begun.requestedBy };
    }
  }

  #isDone(secret: AdminSecretBelonging): boolean {
    return (
      secret.madeBy === 'ours' &&
      secret.replacedFrom === uploadSecretName(this.#handle)
    );
  }

  async #put(secret: AdminSecretBelonging, kubeconfig: string): Promise<void> {
    if (secret.madeBy === 'lost') {
      await this.#secrets.ensure({
        namespace: this.#use.cluster.namespace,
        clusterName: this.#use.cluster.name,
        requestId: secret.requestId,
        requestedBy: secret.requestedBy,
        owner: this.#cluster.metadata.annotations?.[DPF_ANNOTATIONS.owner],
        kubeconfig,
      });
    }
    await this.#secrets.replace(this.#cluster, {
      kubeconfig,
      from: uploadSecretName(this.#handle),
    });
  }
}
