import {
  CORE_RESOURCES,
  Controller,
  Informer,
  KubeClient,
  Logger,
  isAlreadyExists,
  isNotFound,
  isOwnedBy,
  objectKey,
} from '@dpf-portal/kube-controller';
import {
  KubernetesStatus,
  TENANT_CONTROL_PLANES,
  TenantControlPlane,
} from '../kamaji/TenantControlPlane';
import {
  PAUSED_ANNOTATION,
  adminSecretName,
  controllerReference,
} from '../kamaji/names';
import { TenantSettings, tenantSettings } from '../kamaji/TenantSettings';
import { Secret } from '../kubelet/workloads';
import { TenantDirectory } from '../kubelet/DeploymentRunner';
import { CertificateAuthority } from '../pki/CertificateAuthority';
import { renderKubeconfig } from '../pki/renderKubeconfig';
import { LightTenant } from './LightTenant';

/** No Kubernetes has a patch release 99, so there is no image of it. */
function hasImage(version: string): boolean {
  return !version.endsWith('.99');
}

export interface LightKamajiOptions {
  client: KubeClient;
  tenants: Informer<TenantControlPlane>;
  /** Signs for all light tenants. */
  authority: CertificateAuthority;
  logger: Logger;
}

/**
 * A Kamaji stand-in for load tests that answers immediately: one Secret, one status write with `Ready`, and tenants
 * inside this process. It does not change the Service and adds no finalizer. It serves a paused tenant but does not
 * update its status. An upgrade to a patch release 99 does not end, and a tenant without replicas sleeps.
 */
export class LightKamaji implements TenantDirectory {
  readonly #options: LightKamajiOptions;
  readonly #controller: Controller;
  readonly #servers = new Map<string, { uid: string; server: LightTenant }>();

  constructor(options: LightKamajiOptions) {
    this.#options = options;
    this.#controller = new Controller({
      name: 'light-kamaji',
      reconcile: key => this.#reconcile(key),
      concurrency: 16,
      logger: options.logger,
    });
    const enqueue = (tenant: TenantControlPlane) =>
      this.#controller.enqueue(objectKey(tenant));
    options.tenants.addHandler({
      added: enqueue,
      updated: enqueue,
      deleted: enqueue,
    });
  }

  portOf(namespace: string, name: string): number | undefined {
    return this.#servers.get(objectKey({ namespace, name }))?.server.port;
  }

  /** Returns a running tenant. */
  tenant(namespace: string, name: string): LightTenant | undefined {
    return this.#servers.get(objectKey({ namespace, name }))?.server;
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#controller.run(signal);
  }

  async stop(): Promise<void> {
    this.#servers.forEach(({ server }) => server.close());
    this.#servers.clear();
  }

  async #reconcile(key: string): Promise<void> {
    const tenant = this.#options.tenants.store.get(key);
    const running = this.#servers.get(key);
    if (running && running.uid !== tenant?.metadata.uid) {
      running.server.close();
      this.#servers.delete(key);
    }
    const settings = tenant && tenantSettings(tenant);
    if (!tenant || tenant.metadata.deletionTimestamp || !settings) {
      return;
    }
    if (!this.#servers.has(key)) {
      await this.#serve(key, tenant, settings);
    }
    if (tenant.metadata.annotations?.[PAUSED_ANNOTATION] !== undefined) {
      return;
    }
    const installed = tenant.status?.kubernetesResources?.version;
    if (tenant.spec.controlPlane.deployment?.replicas === 0) {
      await this.#writeWord(tenant, 'Sleeping');
      return;
    }
    if (installed && !hasImage(tenant.spec.kubernetes.version)) {
      await this.#writeWord(tenant, 'Upgrading');
      return;
    }
    if (
      installed?.status !== 'Ready' ||
      installed.version !== tenant.spec.kubernetes.version
    ) {
      this.#servers.get(key)?.server.setVersion(tenant.spec.kubernetes.version);
      await this.#createSecret(tenant, settings);
      await this.#writeStatus(tenant, settings);
    }
  }

  async #writeWord(
    tenant: TenantControlPlane,
    status: KubernetesStatus,
  ): Promise<void> {
    if (tenant.status?.kubernetesResources?.version?.status !== status) {
      await this.#options.client.mergePatch<TenantControlPlane>(
        TENANT_CONTROL_PLANES,
        tenant.metadata,
        {
          metadata: { uid: tenant.metadata.uid },
          status: { kubernetesResources: { version: { status } } },
        },
        { subresource: 'status' },
      );
    }
  }

  async #serve(
    key: string,
    tenant: TenantControlPlane,
    settings: TenantSettings,
  ): Promise<void> {
    const { authority } = this.#options;
    const server = new LightTenant({
      serving: await authority.issue({
        usage: 'server',
        commonName: 'kube-apiserver',
        ips: ['127.0.0.1', settings.address],
        dnsNames: [`${settings.name}.${settings.namespace}.svc`],
      }),
      caCertificate: authority.credentials.certificate,
      organization: settings.uid,
      version: tenant.spec.kubernetes.version,
    });
    await server.listen();
    this.#servers.set(key, { uid: settings.uid, server });
  }

  async #createSecret(
    tenant: TenantControlPlane,
    settings: TenantSettings,
  ): Promise<void> {
    const { authority, client } = this.#options;
    const { namespace, address, port } = settings;
    const kubeconfig = renderKubeconfig({
      clusterName: settings.name,
      server: `https://${address}:${port}`,
      caCertificate: authority.credentials.certificate,
      user: 'kubernetes-super-admin',
      credentials: await authority.issue({
        usage: 'client',
        commonName: 'kubernetes-super-admin',
        organizations: [settings.uid],
      }),
    });
    const text = Buffer.from(kubeconfig, 'utf8').toString('base64');
    const secret: Secret = {
      metadata: {
        name: adminSecretName(tenant),
        namespace,
        ownerReferences: [controllerReference(tenant)],
      },
      type: 'Opaque',
      data: { 'admin.conf': text, 'super-admin.conf': text },
    };
    try {
      await client.create(CORE_RESOURCES.secrets, secret);
    } catch (error) {
      if (!isAlreadyExists(error)) {
        throw error;
      }
      const live = await client.get(CORE_RESOURCES.secrets, secret.metadata);
      if (!isOwnedBy(live, settings.uid)) {
        throw new Error('The Secret of an earlier tenant is still there');
      }
    }
  }

  async #writeStatus(
    tenant: TenantControlPlane,
    { address, port }: TenantSettings,
  ): Promise<void> {
    const { version } = tenant.spec.kubernetes;
    try {
      const written = await this.#options.client.mergePatch<TenantControlPlane>(
        TENANT_CONTROL_PLANES,
        tenant.metadata,
        {
          metadata: { uid: tenant.metadata.uid },
          status: {
            observedGeneration: tenant.metadata.generation,
            controlPlaneEndpoint: `${address}:${port}`,
            kubeconfig: { admin: { secretName: adminSecretName(tenant) } },
            kubernetesResources: { version: { version, status: 'Ready' } },
          },
        },
        { subresource: 'status' },
      );
      this.#options.tenants.overlay(written);
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
    }
  }
}
