import { ServiceUnavailableError } from '@backstage/errors';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  KubeconfigUploadAnswer,
  UnsafeKubeconfigError,
  inspectKubeconfig,
  kubeconfigTextOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  CORE_RESOURCES,
  Clock,
  isConflict,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { ManagementClusterHandle } from '../managementClusters';
import { RequestProblemError } from '../requests/RequestProblemError';
import { AdminSecrets } from './AdminSecrets';
import { newHandle, uploadSecretName } from './handles';
import { rebuildKubeconfig, rebuildUpload } from './rebuildKubeconfig';
import { SECRET_MARKS, Secret } from './Secret';
import { secretError } from './secretError';
import { uploadProblem } from './uploadProblem';

const LIFETIME_MS = 24 * 60 * 60 * 1000;
const KEY = 'kubeconfig';
/** What the cluster is called in an upload whose cluster is not known yet. */
const UNNAMED = 'dpu-cluster';

/** Who asks for an upload. */
export interface UploadClaim {
  handle: string;
  userEntityRef: string;
  /** Of the request that uses it, or has used it. */
  requestId?: string;
}

/** The request for which an upload is used. */
export interface UploadUse extends UploadClaim {
  requestId: string;
  cluster: { group: string; namespace: string; name: string };
}

/** What a request learns of the upload it uses. */
export interface UsableUpload {
  /** Kubernetes version of its server, as `v1.30.2`; absent when it did not answer. */
  serverVersion?: string;
}

function toUsable({ metadata }: Secret): UsableUpload {
  const version = metadata.annotations?.[SECRET_MARKS.serverVersion];
  // Distributions append a build.
  return { serverVersion: version?.match(/^v\d+\.\d+\.\d+/)?.[0] };
}

function refused(): RequestProblemError {
  return uploadProblem(
    'This upload is unknown, used or older than a day. Upload the kubeconfig again.',
  );
}

/**
 * Kubeconfigs that were uploaded and wait for the request that uses them, as Secrets of one namespace of the management
 * cluster. A handle belongs to the user who uploaded and, once used, to one request.
 */
export class KubeconfigUploads {
  readonly #handle: ManagementClusterHandle;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    handle: ManagementClusterHandle;
    clock: Pick<Clock, 'now'>;
  }) {
    this.#handle = options.handle;
    this.#clock = options.clock;
  }

  /**
   * Judges a kubeconfig, and stores what was understood of it when it breaks no rule. That its server does not answer is only
   * a warning.
   */
  async add(
    kubeconfig: string,
    userEntityRef: string,
  ): Promise<KubeconfigUploadAnswer> {
    const namespace = this.#namespace();
    const verdict = await this.#judge(kubeconfig);
    if (verdict.problems.length) {
      return verdict;
    }
    const { serverVersion } = verdict;
    const handle = newHandle();
    const expires = new Date(this.#clock.now() + LIFETIME_MS).toISOString();
    try {
      await this.#client.create<Secret>(CORE_RESOURCES.secrets, {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'Opaque',
        metadata: {
          name: uploadSecretName(handle),
          namespace,
          labels: { [SECRET_MARKS.upload]: 'true' },
          annotations: {
            [DPF_ANNOTATIONS.requestedBy]: userEntityRef,
            [SECRET_MARKS.expires]: expires,
            ...(serverVersion && {
              [SECRET_MARKS.serverVersion]: serverVersion,
            }),
          },
        },
        data: { [KEY]: rebuildKubeconfig(kubeconfig, UNNAMED) },
      });
    } catch (error) {
      throw secretError(error, this.#handle.settings.name, namespace);
    }
    return { ...verdict, handle, expires };
  }

  /**
   * Judges an upload anew, and asks its server anew. Changes nothing.
   *
   * @throws RequestProblemError unless it may be used by this user, and by the request that has used it.
   */
  async inspect(claim: UploadClaim): Promise<KubeconfigUploadAnswer> {
    const upload = await this.#readFor(claim);
    const verdict = await this.#judgeStored(upload);
    const expires = upload.metadata.annotations?.[SECRET_MARKS.expires];
    return verdict.problems.length
      ? verdict
      : { ...verdict, handle: claim.handle, expires };
  }

  /** Throws a RequestProblemError unless this request may use the upload. Changes nothing. */
  async check(use: UploadUse): Promise<UsableUpload> {
    const upload = await this.#readFor(use);
    rebuildUpload(upload.data?.[KEY] ?? '', use.cluster.name);
    return toUsable(upload);
  }

  /**
   * Claims the upload for the request and answers with what goes into the cluster's Secret, in base64. The same request may
   * come again.
   */
  async take(use: UploadUse): Promise<UsableUpload & { kubeconfig: string }> {
    const upload = await this.#readFor(use);
    const kubeconfig = rebuildUpload(
      upload.data?.[KEY] ?? '',
      use.cluster.name,
    );
    await this.#claim(upload, use);
    return { ...toUsable(upload), kubeconfig };
  }

  /** Makes the cluster's admin Secret from the upload; at any point of a creation that was cut off it may come again. */
  async copyToAdminSecret(use: UploadUse): Promise<UsableUpload> {
    const { kubeconfig, serverVersion } = await this.take(use);
    await new AdminSecrets(this.#handle.connection).ensure({
      namespace: use.cluster.namespace,
      clusterName: use.cluster.name,
      requestId: use.requestId,
      requestedBy: use.userEntityRef,
      kubeconfig,
    });
    return { serverVersion };
  }

  /** Ends a creation: the cluster owns its Secret, and the upload goes. Safe to repeat. */
  async finish(cluster: DpuCluster, handle?: string): Promise<void> {
    await new AdminSecrets(this.#handle.connection).attach(cluster);
    if (!handle || !this.#handle.settings.uploadsNamespace) {
      return;
    }
    const namespace = this.#namespace();
    try {
      await this.#client.delete(CORE_RESOURCES.secrets, {
        namespace,
        name: uploadSecretName(handle),
      });
    } catch (error) {
      if (!isNotFound(error)) {
        throw secretError(error, this.#handle.settings.name, namespace);
      }
    }
  }

  get #client() {
    return this.#handle.connection.client;
  }

  async #judgeStored(upload: Secret): Promise<KubeconfigUploadAnswer> {
    let kubeconfig: string;
    try {
      kubeconfig = kubeconfigTextOf(upload.data?.[KEY] ?? '');
    } catch (error) {
      if (error instanceof UnsafeKubeconfigError) {
        return { problems: [...error.problems], warnings: [] };
      }
      throw error;
    }
    return this.#judge(kubeconfig);
  }

  /** Its server is asked only when it breaks no rule. */
  async #judge(kubeconfig: string): Promise<KubeconfigUploadAnswer> {
    const { problems, server } = inspectKubeconfig(kubeconfig);
    if (problems.length) {
      return { server, problems, warnings: [] };
    }
    const { serverVersion, problem } = await this.#handle.checkKubeconfig(
      kubeconfig,
    );
    const warnings = problem ? [problem] : [];
    return { server, serverVersion, problems, warnings };
  }

  #namespace(): string {
    const { uploadsNamespace, name } = this.#handle.settings;
    if (!uploadsNamespace) {
      throw new ServiceUnavailableError(
        `${name} takes no uploads: no uploads.namespace is configured.`,
      );
    }
    return uploadsNamespace;
  }

  async #readFor(use: UploadClaim): Promise<Secret> {
    const namespace = this.#namespace();
    let upload: Secret;
    try {
      upload = await this.#client.get<Secret>(CORE_RESOURCES.secrets, {
        namespace,
        name: uploadSecretName(use.handle),
      });
    } catch (error) {
      throw isNotFound(error)
        ? refused()
        : secretError(error, this.#handle.settings.name, namespace);
    }
    const { annotations = {}, labels = {} } = upload.metadata;
    const claimedBy = annotations[DPF_ANNOTATIONS.requestId];
    // Without a readable date it counts as expired.
    const isExpired = !(
      Date.parse(annotations[SECRET_MARKS.expires] ?? '') > this.#clock.now()
    );
    if (
      labels[SECRET_MARKS.upload] !== 'true' ||
      annotations[DPF_ANNOTATIONS.requestedBy] !== use.userEntityRef ||
      (claimedBy === undefined ? isExpired : claimedBy !== use.requestId)
    ) {
      throw refused();
    }
    return upload;
  }

  async #claim(upload: Secret, use: UploadUse): Promise<void> {
    const { annotations, name, namespace, resourceVersion } = upload.metadata;
    if (annotations?.[DPF_ANNOTATIONS.requestId] === use.requestId) {
      return;
    }
    const {
      group,
      namespace: clusterNamespace,
      name: clusterName,
    } = use.cluster;
    try {
      await this.#client.mergePatch(
        CORE_RESOURCES.secrets,
        { namespace, name },
        {
          metadata: {
            // Two requests that claim at once: the second finds another version.
            resourceVersion,
            annotations: {
              [DPF_ANNOTATIONS.requestId]: use.requestId,
              [SECRET_MARKS.claimedFor]: `${group}/${clusterNamespace}/${clusterName}`,
            },
          },
        },
      );
    } catch (error) {
      if (isConflict(error)) {
        // By another request, which throws here, or by this one in another replica.
        const now = await this.#readFor(use);
        if (now.metadata.annotations?.[DPF_ANNOTATIONS.requestId]) {
          return;
        }
      }
      throw secretError(error, this.#handle.settings.name, this.#namespace());
    }
  }
}
