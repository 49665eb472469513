import { ConflictError } from '@backstage/errors';
import {
  DpuCluster,
  DpuClusterChange,
  ownControlPlaneOf,
  FIELD_MANAGERS,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  isForbidden,
  isNotFound,
  isOwnedBy,
} from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { RequestProblemError } from './requestErrors';

/** Kamaji issues the certificate of a Secret with this annotation anew, and replaces the value by the time. */
const ROTATE_ANNOTATION = 'certs.kamaji.clastix.io/rotate';

/**
 * Kamaji ignores the annotation for these keys of the kubeconfig's Secret, and makes them anew within seconds where they are
 * missing. Until then the portal uses `admin.conf`.
 */
const MADE_ANEW_WHERE_MISSING = {
  'super-admin.conf': null,
  'super-admin.svc': null,
};

/** What is renewed. Never the CA: that would end every kubeconfig and every DPU's way in. */
export type RenewedCertificate = NonNullable<
  DpuClusterChange['renewCertificates']
>;

/** Asks Kamaji to issue a certificate of a control plane anew. */
export class CertificateRenewal {
  readonly #hosted: HostedManagementCluster;
  readonly #cluster: DpuCluster;

  constructor(hosted: HostedManagementCluster, cluster: DpuCluster) {
    this.#hosted = hosted;
    this.#cluster = cluster;
  }

  /** Rejects with a RequestProblemError if the Secret is not Kamaji's or may not be written. */
  async renew(
    which: RenewedCertificate,
    { dryRun }: { dryRun?: boolean },
  ): Promise<void> {
    const { connection } = this.#hosted;
    const { namespace = '', name: cluster } = this.#cluster.metadata;
    const name =
      which === 'kubeconfig'
        ? this.#cluster.spec.kubeconfig ?? `${cluster}-admin-kubeconfig`
        : `${cluster}-api-server-certificate`;
    const controlPlane = ownControlPlaneOf(
      this.#cluster,
      connection.world(this.#hosted.roles()),
    );
    const refuse = (reason: string) =>
      new RequestProblemError([{ field: 'renewCertificates', reason }]);
    try {
      const { metadata } = await connection.client.get(
        CORE_RESOURCES.secrets,
        { namespace, name },
        { metadataOnly: true },
      );
      if (!isOwnedBy({ metadata }, controlPlane?.metadata.uid ?? '')) {
        throw refuse(
          `The Secret ${name} is not of this cluster’s control plane, so Kamaji renews nothing in it.`,
        );
      }
      await connection.client.mergePatch(
        CORE_RESOURCES.secrets,
        { namespace, name },
        {
          metadata: {
            uid: metadata.uid,
            annotations: { [ROTATE_ANNOTATION]: '' },
          },
          ...(which === 'kubeconfig' && { data: MADE_ANEW_WHERE_MISSING }),
        },
        { fieldManager: FIELD_MANAGERS.requests, dryRun },
      );
    } catch (error) {
      if (isNotFound(error)) {
        throw new ConflictError(
          `The Secret ${name} does not exist. Kamaji creates it anew, with a new certificate.`,
        );
      }
      throw isForbidden(error)
        ? refuse(
            `The portal may not patch Secrets in ${namespace}. Bind ClusterRole dpf-portal-credentials of deploy/charts/dpf-portal/rbac/portal-credentials.yaml there.`,
          )
        : error;
    }
  }
}
