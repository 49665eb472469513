import { ServiceUnavailableError } from '@backstage/errors';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  UnsafeKubeconfigError,
  contextProblem,
  kubeconfigTextOf,
  renderKubeconfig,
  withoutTrailer,
} from '@dpf-portal/dpf-model';
import { KubeconfigUploadAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { judgeKubeconfig } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  Clock,
  isConflict,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { RequestTrace, requestTraceOf } from '../requests/RequestTrace';
import { RequestProblemError } from '../requests/requestErrors';
import { AdminSecrets } from './AdminSecrets';
import {
  SECRET_MARKS,
  Secret,
  newHandle,
  uploadSecretName,
  uploaderLabel,
} from './Secret';
import { rebuildUpload } from './rebuildUpload';
import { secretError, uploadProblem } from './uploadErrors';
import {
  UploadClaim,
  UploadUse,
  claimedForOf,
  isClaimedBy,
  isUploadOf,
} from './uploadClaim';
import { WaitingUploads } from './WaitingUploads';

const LIFETIME_MS = 24 * 60 * 60 * 1000;
const KEY = 'kubeconfig';
/** The cluster's name in an upload whose cluster is not known yet. */
const UNNAMED = 'dpu-cluster';

/** The facts about an upload for the request that uses it. */
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
    'This upload is unknown, used, older than a day, followed by more than 10 others, or of another user. Only who uploaded it can send this request. Anybody else uploads the kubeconfig again and sends a new request with that upload, with the same name.',
  );
}

/**
 * Stores uploaded kubeconfigs until a request uses them, as Secrets in one namespace of the management cluster. A
 * handle belongs to the user who uploaded and, once used, to one request.
 */
export class KubeconfigUploads {
  readonly #hosted: HostedManagementCluster;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    hosted: HostedManagementCluster;
    clock: Pick<Clock, 'now'>;
  }) {
    this.#hosted = options.hosted;
    this.#clock = options.clock;
  }

  /**
   * Checks one context of a kubeconfig, and stores its understood parts if it breaks no rule. A server that does not answer
   * is only a warning; a server that is no API server is a problem.
   *
   * @throws RequestProblemError when the kubeconfig has several contexts and none, or none of these, is named.
   */
  async add(
    kubeconfig: string,
    userEntityRef: string,
    options: { context?: string } = {},
  ): Promise<KubeconfigUploadAnswer> {
    const { context } = options;
    const namespace = this.#namespace();
    const text = withoutTrailer(kubeconfig);
    const reason = contextProblem(text, context);
    if (reason) {
      throw new RequestProblemError([{ field: 'context', reason }]);
    }
    const { verdict, rebuilt } = await this.#judge(text, context);
    if (verdict.problems.length || !rebuilt) {
      return verdict;
    }
    const waiting = new WaitingUploads({
      connection: this.#hosted.connection,
      namespace,
      userEntityRef,
    });
    await waiting.assertRoom();
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
          labels: {
            [SECRET_MARKS.upload]: 'true',
            [SECRET_MARKS.uploadedBy]: uploaderLabel(userEntityRef),
          },
          annotations: {
            [DPF_ANNOTATIONS.requestedBy]: userEntityRef,
            [SECRET_MARKS.expires]: expires,
            ...(serverVersion && {
              [SECRET_MARKS.serverVersion]: serverVersion,
            }),
          },
        },
        data: { [KEY]: Buffer.from(rebuilt).toString('base64') },
      });
    } catch (error) {
      throw secretError(error, this.#hosted.settings.name, namespace);
    }
    await waiting.trim();
    return { ...verdict, handle, expires };
  }

  /**
   * Checks a stored upload and its server again. Changes nothing.
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
    this.#rebuild(upload, use);
    return toUsable(upload);
  }

  /**
   * Claims the upload for the request and returns the content of the cluster's Secret, in base64. The same request may
   * repeat it.
   */
  async take(use: UploadUse): Promise<UsableUpload & { kubeconfig: string }> {
    const upload = await this.#readFor(use);
    const kubeconfig = this.#rebuild(upload, use);
    await this.#claim(upload, use);
    return { ...toUsable(upload), kubeconfig };
  }

  /** What a request that has claimed this upload, or has made its Secret, has left; `undefined` if there is no such one. */
  async begunBy(use: UploadUse): Promise<RequestTrace | undefined> {
    const upload = await this.#find(use.handle);
    const begun =
      upload ??
      (await new AdminSecrets(this.#hosted.connection).unattached(use.cluster));
    const trace = begun && requestTraceOf(begun);
    return trace?.requestId ? trace : undefined;
  }

  /** Creates the admin Secret of a cluster of `use.owner` from the upload. Repeating it completes an interrupted creation. */
  async copyToAdminSecret(use: UploadUse): Promise<UsableUpload> {
    if (await this.#isCopied(use)) {
      return {};
    }
    const { kubeconfig, serverVersion } = await this.take(use);
    await new AdminSecrets(this.#hosted.connection).ensure({
      requestDigest: use.requestDigest,
      owner: use.owner,
      namespace: use.cluster.namespace,
      clusterName: use.cluster.name,
      requestId: use.requestId,
      requestedBy: use.userEntityRef,
      kubeconfig,
    });
    return { serverVersion };
  }

  /**
   * Completes a creation: the cluster owns its Secret, and the upload that its request has claimed is deleted. Safe to
   * repeat.
   */
  async finish(cluster: DpuCluster, use?: UploadUse): Promise<void> {
    await new AdminSecrets(this.#hosted.connection).attach(cluster);
    if (!use || !this.#hosted.settings.uploadsNamespace) {
      return;
    }
    const upload = await this.#find(use.handle);
    // A caller who repeats a finished request may send any handle with it, also one of another user.
    if (!upload || !isClaimedBy(upload, use)) {
      return;
    }
    const { namespace, name, uid } = upload.metadata;
    try {
      await this.#client.delete(
        CORE_RESOURCES.secrets,
        { namespace, name },
        { uid },
      );
    } catch (error) {
      if (!isNotFound(error)) {
        throw secretError(error, this.#hosted.settings.name, this.#namespace());
      }
    }
  }

  /** The upload is gone, and the Secret that this request made of it is there. */
  async #isCopied(use: UploadUse): Promise<boolean> {
    if (await this.#find(use.handle)) {
      return false;
    }
    const secrets = new AdminSecrets(this.#hosted.connection);
    const secret = await secrets.unattached(use.cluster);
    const made = secret && requestTraceOf(secret);
    return (
      made?.requestId === use.requestId &&
      made.requestedBy === use.userEntityRef &&
      made.requestDigest !== undefined &&
      made.requestDigest === use.requestDigest
    );
  }

  get #client() {
    return this.#hosted.connection.client;
  }

  #rebuild(upload: Secret, use: UploadUse): string {
    return rebuildUpload(upload.data?.[KEY] ?? '', {
      clusterName: use.cluster.name,
      now: this.#clock.now(),
    });
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
    const { verdict } = await this.#judge(kubeconfig);
    return verdict;
  }

  /** Connects to its server only if it breaks no rule. `rebuilt` is what may be stored of it. */
  async #judge(
    kubeconfig: string,
    context?: string,
  ): Promise<{ verdict: KubeconfigUploadAnswer; rebuilt?: string }> {
    const { inspection, warnings, safe } = judgeKubeconfig(kubeconfig, {
      now: this.#clock.now(),
      context,
    });
    const { problems, server } = inspection;
    if (!safe) {
      return { verdict: { server, problems, warnings } };
    }
    const rebuilt = renderKubeconfig(safe, { clusterName: UNNAMED });
    const check = await this.#hosted.checkKubeconfig(rebuilt);
    const found = check.problem ? [check.problem] : [];
    return {
      rebuilt,
      verdict: check.refused
        ? { server, problems: found, warnings }
        : {
            server,
            serverVersion: check.serverVersion,
            problems,
            warnings: [...warnings, ...found],
          },
    };
  }

  #namespace(): string {
    const { uploadsNamespace, name } = this.#hosted.settings;
    if (!uploadsNamespace) {
      throw new ServiceUnavailableError(
        `${name} takes no uploads: no uploads.namespace is configured.`,
      );
    }
    return uploadsNamespace;
  }

  async #find(handle: string): Promise<Secret | undefined> {
    const namespace = this.#namespace();
    try {
      return await this.#client.get<Secret>(CORE_RESOURCES.secrets, {
        namespace,
        name: uploadSecretName(handle),
      });
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw secretError(error, this.#hosted.settings.name, namespace);
    }
  }

  async #readFor(claim: UploadClaim | UploadUse): Promise<Secret> {
    const upload = await this.#find(claim.handle);
    if (!upload) {
      throw refused();
    }
    const { annotations = {} } = upload.metadata;
    // Without a readable date it counts as expired.
    const isExpired = !(
      Date.parse(annotations[SECRET_MARKS.expires] ?? '') > this.#clock.now()
    );
    const mayBeUsed =
      annotations[DPF_ANNOTATIONS.requestId] === undefined
        ? isUploadOf(upload, claim.userEntityRef) && !isExpired
        : isClaimedBy(upload, claim);
    if (!mayBeUsed) {
      throw refused();
    }
    return upload;
  }

  async #claim(upload: Secret, use: UploadUse): Promise<void> {
    const { annotations, name, namespace, resourceVersion } = upload.metadata;
    if (annotations?.[DPF_ANNOTATIONS.requestId] === use.requestId) {
      return;
    }
    try {
      await this.#client.mergePatch(
        CORE_RESOURCES.secrets,
        { namespace, name },
        {
          metadata: {
            // If two requests claim at once, the second finds another version.
            resourceVersion,
            annotations: {
              [DPF_ANNOTATIONS.requestId]: use.requestId,
              ...(use.requestDigest && {
                [DPF_ANNOTATIONS.requestDigest]: use.requestDigest,
              }),
              ...(use.owner && { [DPF_ANNOTATIONS.owner]: use.owner }),
              [SECRET_MARKS.claimedFor]: claimedForOf(use),
            },
          },
        },
      );
    } catch (error) {
      if (isConflict(error)) {
        // Claimed by another request, which throws here, or by this one in another replica.
        const now = await this.#readFor(use);
        if (now.metadata.annotations?.[DPF_ANNOTATIONS.requestId]) {
          return;
        }
      }
      throw secretError(error, this.#hosted.settings.name, this.#namespace());
    }
  }
}
