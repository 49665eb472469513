import {
  CORE_RESOURCES,
  Controller,
  Informer,
  KubeClient,
  KubeObject,
  Logger,
  ReconcileResult,
  isNotFound,
  objectKey,
  subsetEquals,
  systemClock,
} from '@dpf-portal/kube-controller';
import { Deployment } from '../kubelet/workloads';
import { computeStatus } from './computeStatus';
import { ensureDeployment } from './ensureDeployment';
import { ensureKubeadmConfig } from './ensureKubeadmConfig';
import { DataStoreEtcd } from './DataStoreEtcd';
import {
  COMPONENT_LABEL,
  FINALIZER,
  NAME_LABEL,
  PAUSED_ANNOTATION,
} from './names';
import { ForeignServiceError, reconcileService } from './reconcileService';
import {
  DATA_STORES,
  TENANT_CONTROL_PLANES,
  TenantControlPlane,
  TenantControlPlaneStatus,
} from './TenantControlPlane';
import { tenantDeployment } from './tenantDeployment';
import { TenantBootstraps } from './TenantBootstraps';
import {
  DataStoreAccess,
  EnsuredSecrets,
  TenantSecrets,
} from './TenantSecrets';
import { TenantSettings, tenantSettings } from './TenantSettings';
import { tenantStatus } from './tenantStatus';

export interface KamajiStandInOptions {
  client: KubeClient;
  tenants: Informer<TenantControlPlane>;
  dataStore: DataStoreAccess;
  etcd: DataStoreEtcd;
  proxyUrl: string;
  /** Delay before the first reaction. */
  delayMs?: number;
  logger: Logger;
}

const DEAD_STORE_RETRY_MS = 1000;

/**
 * Reproduces the visible behaviour of Kamaji for a TenantControlPlane: Service, Secrets, Deployment,
 * status and finalizer. A difference from Kamaji is a bug of this class.
 */
export class KamajiStandIn {
  readonly #options: KamajiStandInOptions;
  readonly #controller: Controller;
  readonly #deployments: Informer<Deployment>;
  readonly #secrets: Informer<KubeObject>;
  readonly #bootstraps: TenantBootstraps;

  constructor(options: KamajiStandInOptions) {
    this.#options = options;
    this.#bootstraps = new TenantBootstraps(options);
    const { client, logger, tenants } = options;
    this.#controller = new Controller({
      name: 'kamaji-stand-in',
      reconcile: (key, { signal }) => this.#reconcile(key, signal),
      logger,
    });
    this.#deployments = new Informer<Deployment>({
      client,
      resource: CORE_RESOURCES.deployments,
      labelSelector: `${COMPONENT_LABEL}=deployment`,
      logger,
    });
    this.#secrets = new Informer<KubeObject>({
      client,
      resource: CORE_RESOURCES.secrets,
      labelSelector: NAME_LABEL,
      metadataOnly: true,
      logger,
    });
    const enqueue = (tenant: KubeObject) =>
      this.#controller.enqueue(objectKey(tenant));
    tenants.addHandler({ added: enqueue, updated: enqueue });
    const enqueueOwner = ({ metadata }: KubeObject) =>
      this.#controller.enqueue(
        objectKey({
          namespace: metadata.namespace,
          name: metadata.labels?.[NAME_LABEL] ?? metadata.name,
        }),
      );
    this.#deployments.addHandler({
      added: enqueueOwner,
      updated: enqueueOwner,
      deleted: enqueueOwner,
    });
    this.#secrets.addHandler({ updated: enqueueOwner, deleted: enqueueOwner });
  }

  async run(signal: AbortSignal): Promise<void> {
    const informers = [
      this.#deployments.run(signal),
      this.#secrets.run(signal),
    ];
    await this.#deployments.whenSynced({ signal });
    await Promise.all([...informers, this.#controller.run(signal)]);
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<ReconcileResult> {
    const tenant = this.#options.tenants.store.get(key);
    if (
      !tenant ||
      tenant.metadata.annotations?.[PAUSED_ANNOTATION] !== undefined
    ) {
      return undefined;
    }
    if (tenant.metadata.deletionTimestamp) {
      await this.#release(tenant);
      return undefined;
    }
    if (!(await this.#hasDataStore(tenant))) {
      // Like Kamaji, do not retry when the DataStore appears.
      this.#options.logger.warn(`${key}: there is no DataStore of that name`);
      return undefined;
    }
    if (!(await this.#options.etcd.isAlive())) {
      // Like Kamaji, stop here; the last status stays.
      return { requeueAfterMs: DEAD_STORE_RETRY_MS };
    }
    if (!tenant.status && this.#options.delayMs) {
      await systemClock.sleep(this.#options.delayMs, signal);
    }
    const held = await this.#hold(tenant);
    const settings = tenantSettings(held);
    if (!settings) {
      return undefined;
    }
    return this.#build(held, settings);
  }

  async #build(
    tenant: TenantControlPlane,
    settings: TenantSettings,
  ): Promise<ReconcileResult> {
    const { client, logger } = this.#options;
    try {
      await reconcileService(client, tenant, settings.port);
    } catch (error) {
      if (error instanceof ForeignServiceError) {
        logger.warn(error.message);
        return { requeueAfterMs: 5000 };
      }
      throw error;
    }
    if (!tenant.status) {
      await ensureKubeadmConfig(client, tenant, settings);
      await this.#writeStatus(tenant, {
        kubernetesResources: { version: { status: 'Provisioning' } },
      });
    }
    const { admin, serving } = await this.#ensureSecrets(tenant, settings);
    const deployment = await ensureDeployment(
      client,
      this.#deployments,
      tenantDeployment({
        tenant,
        settings,
        etcdEndpoint: this.#options.dataStore.endpoint,
        servingCertificate: serving.data?.['apiserver.crt'] ?? '',
      }),
      settings.uid,
    );
    const word = computeStatus(tenant, deployment);
    await this.#writeStatus(
      tenant,
      tenantStatus({ tenant, settings, deployment, admin, serving, word }),
    );
    return word === 'Ready'
      ? this.#bootstraps.keep(tenant, settings, admin)
      : undefined;
  }

  async #ensureSecrets(
    tenant: TenantControlPlane,
    settings: TenantSettings,
  ): Promise<EnsuredSecrets> {
    const { client, dataStore } = this.#options;
    const secrets = new TenantSecrets(client, dataStore, tenant, settings);
    if (await secrets.rotatesAuthority()) {
      await this.#writeStatus(tenant, {
        kubernetesResources: {
          version: { status: 'CertificateAuthorityRotating' },
        },
      });
    }
    return secrets.ensure();
  }

  /** Adds the finalizer. Like Kamaji, the same write adds an empty struct, which increments the generation. */
  async #hold(tenant: TenantControlPlane): Promise<TenantControlPlane> {
    const { finalizers = [], resourceVersion } = tenant.metadata;
    if (finalizers.includes(FINALIZER)) {
      return tenant;
    }
    const held = await this.#options.client.mergePatch<TenantControlPlane>(
      TENANT_CONTROL_PLANES,
      tenant.metadata,
      {
        metadata: { resourceVersion, finalizers: [...finalizers, FINALIZER] },
        spec: { controlPlane: { deployment: { additionalMetadata: {} } } },
      },
    );
    this.#options.tenants.overlay(held);
    return held;
  }

  async #release(tenant: TenantControlPlane): Promise<void> {
    const { finalizers = [], resourceVersion, uid = '' } = tenant.metadata;
    if (!finalizers.includes(FINALIZER)) {
      return;
    }
    await this.#options.etcd.removeSchema(uid);
    this.#bootstraps.forget(uid);
    await this.#options.client.mergePatch(
      TENANT_CONTROL_PLANES,
      tenant.metadata,
      {
        metadata: {
          resourceVersion,
          finalizers: finalizers.filter(name => name !== FINALIZER),
        },
      },
    );
  }

  async #hasDataStore(tenant: TenantControlPlane): Promise<boolean> {
    try {
      await this.#options.client.get(DATA_STORES, {
        name: tenant.spec.dataStore ?? 'default',
      });
      return true;
    } catch (error) {
      if (isNotFound(error)) {
        return false;
      }
      throw error;
    }
  }

  async #writeStatus(
    tenant: TenantControlPlane,
    status: TenantControlPlaneStatus,
  ): Promise<void> {
    const { tenants, client } = this.#options;
    const { uid } = tenant.metadata;
    if (subsetEquals(status, tenant.status ?? {})) {
      return;
    }
    const written = await client.mergePatch<TenantControlPlane>(
      TENANT_CONTROL_PLANES,
      tenant.metadata,
      { metadata: { uid }, status },
      { subresource: 'status' },
    );
    tenants.overlay(written);
  }
}
