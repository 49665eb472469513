import {
  CORE_RESOURCES,
  isOwnedBy,
  KubeClient,
} from '@dpf-portal/kube-controller';
import { Secret } from '../kubelet';
import { CertificateAuthority, Credentials } from '../pki';
import {
  controllerReference,
  labelsOf,
  MADE_FOR_ANNOTATION,
  NAME_LABEL,
  ROTATE_ANNOTATION,
} from './names';
import { TenantControlPlane } from './TenantControlPlane';
import { SecretData, TenantPki } from './TenantPki';
import { TenantSettings } from './TenantSettings';

/** How the tenants' API servers speak to the DataStore. */
export interface DataStoreAccess {
  endpoint: string;
  caCertificate: string;
  client: Credentials;
}

/** Keeps the eleven Secrets of a tenant control plane. */
export class TenantSecrets {
  #live = new Map<string, Secret>();

  constructor(
    private readonly client: KubeClient,
    private readonly dataStore: DataStoreAccess,
    private readonly tenant: TenantControlPlane,
    private readonly settings: TenantSettings,
  ) {}

  /** Makes what is missing or was made for another endpoint; resolves with the admin kubeconfigs. */
  async ensure(): Promise<Secret> {
    await this.#readLive();
    const ca = await this.#once('ca', () =>
      TenantPki.authoritySecret('ca', 'kubernetes'),
    );
    const pki = new TenantPki(
      this.settings,
      await CertificateAuthority.load(credentialsIn(ca, 'ca')),
    );
    const madeFor = pki.fingerprint;
    await Promise.all([
      this.#forEndpoint('api-server-certificate', madeFor, () =>
        pki.apiServerCertificate(),
      ),
      this.#once('api-server-kubelet-client-certificate', () =>
        pki.kubeletClientCertificate(),
      ),
      this.#frontProxy(),
      this.#once('sa-certificate', () => TenantPki.serviceAccountKeys()),
      this.#once('controller-manager-kubeconfig', () =>
        pki.componentKubeconfig('controller-manager'),
      ),
      this.#once('scheduler-kubeconfig', () =>
        pki.componentKubeconfig('scheduler'),
      ),
      this.#once('datastore-certificate', async () => ({
        'ca.crt': this.dataStore.caCertificate,
        'server.crt': this.dataStore.client.certificate,
        'server.key': this.dataStore.client.key,
      })),
      this.#once('datastore-config', async () => ({
        DB_CONNECTION_STRING: this.dataStore.endpoint,
        DB_SCHEMA: this.settings.uid,
        DB_USER: this.settings.uid,
      })),
    ]);
    return this.#adminKubeconfigs(pki, madeFor);
  }

  /**
   * `admin.*` follows endpoint, CA and the rotate annotation; `super-admin.*` is made when its key
   * is missing or the CA has changed. That the two differ is Kamaji's, and people meet it.
   */
  async #adminKubeconfigs(pki: TenantPki, madeFor: string): Promise<Secret> {
    const name = 'admin-kubeconfig';
    const live = this.#live.get(this.#nameOf(name));
    const data = live?.data ?? {};
    const annotations = live?.metadata.annotations ?? {};
    const rotate = annotations[ROTATE_ANNOTATION] === '';
    const missing = (kind: string) =>
      !data[`${kind}.conf`] || !data[`${kind}.svc`];
    const changes: SecretData = {
      ...(rotate ||
      missing('admin') ||
      annotations[MADE_FOR_ANNOTATION] !== madeFor
        ? await pki.adminKubeconfigs('admin')
        : {}),
      ...(missing('super-admin')
        ? await pki.adminKubeconfigs('super-admin')
        : {}),
    };
    if (live && Object.keys(changes).length === 0) {
      return live;
    }
    return this.#write(name, changes, {
      [MADE_FOR_ANNOTATION]: madeFor,
      ...(rotate ? { [ROTATE_ANNOTATION]: new Date().toISOString() } : {}),
    });
  }

  async #frontProxy(): Promise<void> {
    const authority = await this.#once('front-proxy-ca-certificate', () =>
      TenantPki.authoritySecret('front-proxy-ca', 'front-proxy-ca'),
    );
    await this.#once('front-proxy-client-certificate', () =>
      TenantPki.frontProxyClient(credentialsIn(authority, 'front-proxy-ca')),
    );
  }

  async #once(
    component: string,
    make: () => Promise<SecretData>,
  ): Promise<Secret> {
    return (
      this.#live.get(this.#nameOf(component)) ??
      this.#write(component, await make())
    );
  }

  async #forEndpoint(
    component: string,
    madeFor: string,
    make: () => Promise<SecretData>,
  ): Promise<void> {
    const live = this.#live.get(this.#nameOf(component));
    if (live?.metadata.annotations?.[MADE_FOR_ANNOTATION] !== madeFor) {
      await this.#write(component, await make(), {
        [MADE_FOR_ANNOTATION]: madeFor,
      });
    }
  }

  async #write(
    component: string,
    texts: SecretData,
    annotations?: Record<string, string>,
  ): Promise<Secret> {
    const { namespace } = this.settings;
    const name = this.#nameOf(component);
    const data = Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [
        key,
        Buffer.from(text, 'utf8').toString('base64'),
      ]),
    );
    if (this.#live.has(name)) {
      return this.client.mergePatch<Secret>(
        CORE_RESOURCES.secrets,
        { namespace, name },
        { metadata: { annotations }, data },
      );
    }
    return this.client.create<Secret>(CORE_RESOURCES.secrets, {
      metadata: {
        name,
        namespace,
        labels: labelsOf(this.tenant, component),
        annotations,
        ownerReferences: [controllerReference(this.tenant)],
      },
      type: 'Opaque',
      data,
    } as Secret);
  }

  async #readLive(): Promise<void> {
    const { namespace, name, uid } = this.settings;
    const secrets = await this.client.listAll<Secret>(CORE_RESOURCES.secrets, {
      namespace,
      labelSelector: `${NAME_LABEL}=${name}`,
    });
    // What a deleted tenant of this name left is not ours; it blocks the name until it is collected.
    this.#live = new Map(
      secrets
        .filter(secret => isOwnedBy(secret, uid))
        .map(secret => [secret.metadata.name, secret]),
    );
  }

  #nameOf(component: string): string {
    return `${this.settings.name}-${component}`;
  }
}

function credentialsIn(secret: Secret, name: string): Credentials {
  const text = (key: string) =>
    Buffer.from(secret.data?.[key] ?? '', 'base64').toString('utf8');
  return { certificate: text(`${name}.crt`), key: text(`${name}.key`) };
}
