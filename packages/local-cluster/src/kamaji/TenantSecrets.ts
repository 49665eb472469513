import {
  CORE_RESOURCES,
  KubeClient,
  isOwnedBy,
} from '@dpf-portal/kube-controller';
import { Secret } from '../kubelet/workloads';
import { CertificateAuthority } from '../pki/CertificateAuthority';
import { Credentials } from '../pki/KeyPair';
import {
  AUTHORITY_ANNOTATION,
  MADE_FOR_ANNOTATION,
  NAME_LABEL,
  ROTATE_ANNOTATION,
  controllerReference,
  labelsOf,
} from './names';
import { TenantControlPlane } from './TenantControlPlane';
import { SecretData, TenantPki } from './TenantPki';
import { TenantSettings } from './TenantSettings';

/** Connection of the tenants' API servers to the DataStore. */
export interface DataStoreAccess {
  endpoint: string;
  caCertificate: string;
  client: Credentials;
}

/** The Secrets from which others are created. */
export interface EnsuredSecrets {
  admin: Secret;
  /** Contains the API server's certificate. */
  serving: Secret;
}

/** Maintains the eleven Secrets of a tenant control plane. */
export class TenantSecrets {
  #live = new Map<string, Secret>();

  readonly #client: KubeClient;
  readonly #dataStore: DataStoreAccess;
  readonly #tenant: TenantControlPlane;
  readonly #settings: TenantSettings;

  constructor(
    client: KubeClient,
    dataStore: DataStoreAccess,
    tenant: TenantControlPlane,
    settings: TenantSettings,
  ) {
    this.#client = client;
    this.#dataStore = dataStore;
    this.#tenant = tenant;
    this.#settings = settings;
  }

  /** Whether the next `ensure` replaces the tenant's certificate authority. */
  async rotatesAuthority(): Promise<boolean> {
    await this.#readLive();
    return isToRotate(this.#live.get(this.#nameOf('ca')));
  }

  /** Creates Secrets that are missing, to be rotated, or issued for another endpoint or authority. */
  async ensure(): Promise<EnsuredSecrets> {
    await this.#readLive();
    const ca = await this.#madeFor('ca', undefined, () =>
      TenantPki.authoritySecret('ca', 'kubernetes'),
    );
    const pki = new TenantPki(
      this.#settings,
      await CertificateAuthority.load(credentialsIn(ca, 'ca')),
    );
    const [serving] = await Promise.all([
      this.#madeFor('api-server-certificate', pki.fingerprint, () =>
        pki.apiServerCertificate(),
      ),
      this.#madeFor(
        'api-server-kubelet-client-certificate',
        pki.authorityFingerprint,
        () => pki.kubeletClientCertificate(),
      ),
      this.#frontProxy(),
      this.#once('sa-certificate', () => TenantPki.serviceAccountKeys()),
      this.#madeFor(
        'controller-manager-kubeconfig',
        pki.authorityFingerprint,
        () => pki.componentKubeconfig('controller-manager'),
      ),
      this.#madeFor('scheduler-kubeconfig', pki.authorityFingerprint, () =>
        pki.componentKubeconfig('scheduler'),
      ),
      this.#once('datastore-certificate', async () => ({
        'ca.crt': this.#dataStore.caCertificate,
        'server.crt': this.#dataStore.client.certificate,
        'server.key': this.#dataStore.client.key,
      })),
      this.#once('datastore-config', async () => ({
        DB_CONNECTION_STRING: this.#dataStore.endpoint,
        DB_SCHEMA: this.#settings.uid,
        DB_USER: this.#settings.uid,
      })),
    ]);
    return { admin: await this.#adminKubeconfigs(pki), serving };
  }

  /**
   * `admin.*` is replaced after a change of the endpoint or the CA and by the rotate annotation; `super-admin.*` only
   * if its key is missing or the CA has changed. Kamaji has the same difference, and users run into it.
   */
  async #adminKubeconfigs(pki: TenantPki): Promise<Secret> {
    const name = 'admin-kubeconfig';
    const madeFor = pki.fingerprint;
    const live = this.#live.get(this.#nameOf(name));
    const data = live?.data ?? {};
    const annotations = live?.metadata.annotations ?? {};
    const rotate = isToRotate(live);
    const missing = (kind: string) =>
      !data[`${kind}.conf`] || !data[`${kind}.svc`];
    const trusted = annotations[AUTHORITY_ANNOTATION];
    const changes: SecretData = {
      ...(rotate ||
      missing('admin') ||
      annotations[MADE_FOR_ANNOTATION] !== madeFor
        ? await pki.adminKubeconfigs('admin')
        : {}),
      ...(missing('super-admin') || trusted !== pki.authorityFingerprint
        ? await pki.adminKubeconfigs('super-admin')
        : {}),
    };
    if (live && Object.keys(changes).length === 0) {
      return live;
    }
    return this.#write(name, changes, {
      [MADE_FOR_ANNOTATION]: madeFor,
      [AUTHORITY_ANNOTATION]: pki.authorityFingerprint,
      ...rotatedNow(rotate),
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

  /** Replaced if it was issued for other settings, or is to be rotated. */
  async #madeFor(
    component: string,
    madeFor: string | undefined,
    make: () => Promise<SecretData>,
  ): Promise<Secret> {
    const live = this.#live.get(this.#nameOf(component));
    const rotate = isToRotate(live);
    if (
      live &&
      !rotate &&
      live.metadata.annotations?.[MADE_FOR_ANNOTATION] === madeFor
    ) {
      return live;
    }
    return this.#write(component, await make(), {
      ...(madeFor ? { [MADE_FOR_ANNOTATION]: madeFor } : {}),
      ...rotatedNow(rotate),
    });
  }

  async #write(
    component: string,
    texts: SecretData,
    annotations?: Record<string, string>,
  ): Promise<Secret> {
    const { namespace } = this.#settings;
    const name = this.#nameOf(component);
    const data = Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [
        key,
        Buffer.from(text, 'utf8').toString('base64'),
      ]),
    );
    if (this.#live.has(name)) {
      return this.#client.mergePatch<Secret>(
        CORE_RESOURCES.secrets,
        { namespace, name },
        { metadata: { annotations }, data },
      );
    }
    return this.#client.create<Secret>(CORE_RESOURCES.secrets, {
      metadata: {
        name,
        namespace,
        labels: labelsOf(this.#tenant, component),
        annotations,
        ownerReferences: [controllerReference(this.#tenant)],
      },
      type: 'Opaque',
      data,
    } as Secret);
  }

  async #readLive(): Promise<void> {
    const { namespace, name, uid } = this.#settings;
    const secrets = await this.#client.listAll<Secret>(CORE_RESOURCES.secrets, {
      namespace,
      labelSelector: `${NAME_LABEL}=${name}`,
    });
    // A Secret of a deleted tenant of the same name blocks the name until it is garbage-collected.
    this.#live = new Map(
      secrets
        .filter(secret => isOwnedBy(secret, uid))
        .map(secret => [secret.metadata.name, secret]),
    );
  }

  #nameOf(component: string): string {
    return `${this.#settings.name}-${component}`;
  }
}

/** An empty annotation requests the rotation. Kamaji then sets it to the time. */
function isToRotate(secret: Secret | undefined): boolean {
  return secret?.metadata.annotations?.[ROTATE_ANNOTATION] === '';
}

function rotatedNow(rotated: boolean): Record<string, string> {
  return rotated ? { [ROTATE_ANNOTATION]: new Date().toISOString() } : {};
}

function credentialsIn(secret: Secret, name: string): Credentials {
  const text = (key: string) =>
    Buffer.from(secret.data?.[key] ?? '', 'base64').toString('utf8');
  return { certificate: text(`${name}.crt`), key: text(`${name}.key`) };
}
