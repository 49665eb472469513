import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, NotAllowedError } from '@backstage/errors';
import {
  KubernetesPluginCluster,
  KubernetesPluginClusterList,
  KubernetesPluginCredential,
  dpuClusterEntityName,
  dpuClusterKubeconfigPermissions,
  dpuClusterReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DEFAULT_CREDENTIAL_MINUTES,
  KUBERNETES_PLUGIN_HOLDER,
  KUBERNETES_PLUGIN_ROLE,
  KubernetesPluginRoute,
  dpuClusterTitle,
  kubernetesPluginProblem,
} from '@dpf-portal/dpf-model';
import { KubeconfigsConfig, KubernetesPluginConfig } from '../config/DpfConfig';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { LocatedCluster, located } from '../reads/locate';
import { CredentialLedger } from './CredentialLedger';
import { DpuClusterCredentials } from './DpuClusterCredentials';

/**
 * The DPU clusters that Backstage's Kubernetes plugin gets, and its credentials. The plugin acts for its users, so a user
 * sees through it no more than with a credential of the same role.
 */
export class KubernetesPluginClusters {
  readonly #config: KubeconfigsConfig;
  readonly #credentials: Pick<DpuClusterCredentials, 'mint'>;
  readonly #ledger: Pick<CredentialLedger, 'listLiveIds'>;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #managementClusters: ManagementClusters;

  constructor(options: {
    config: KubeconfigsConfig;
    credentials: Pick<DpuClusterCredentials, 'mint'>;
    ledger: Pick<CredentialLedger, 'listLiveIds'>;
    authorizer: DpuClusterAuthorizer;
    managementClusters: ManagementClusters;
  }) {
    this.#config = options.config;
    this.#credentials = options.credentials;
    this.#ledger = options.ledger;
    this.#authorizer = options.authorizer;
    this.#managementClusters = options.managementClusters;
  }

  /** The clusters whose workloads the caller may see, and those that are not offered with the reason. */
  async list(
    credentials: BackstageCredentials,
  ): Promise<KubernetesPluginClusterList> {
    const { registeredServers } = this.#enabled();
    const [mayRead, mayView] = await Promise.all(
      [
        dpuClusterReadPermission,
        dpuClusterKubeconfigPermissions[KUBERNETES_PLUGIN_ROLE],
      ].map(permission => this.#authorizer.check(permission, credentials)),
    );
    const items = this.#managementClusters
      .list()
      .flatMap(hosted =>
        hosted.connection.clusters().map(cluster => located(hosted, cluster)),
      )
      .filter(({ hosted, cluster }) => {
        const attributes = attributesOf(hosted.settings.name, cluster);
        return mayRead(attributes) && mayView(attributes);
      })
      .map(found => toItem(found, registeredServers));
    return {
      items,
      ...(isKubernetesPlugin(credentials) && {
        liveCredentials: await this.#ledger.listLiveIds(
          KUBERNETES_PLUGIN_HOLDER,
        ),
      }),
    };
  }

  /** Throws unless the Kubernetes plugin itself asks. Services pass every permission, so nothing else would stop them. */
  assertCaller(credentials: BackstageCredentials): void {
    this.#enabled();
    if (!isKubernetesPlugin(credentials)) {
      throw new NotAllowedError('Only the Kubernetes plugin may ask this.');
    }
  }

  /** Makes a credential for the plugin. */
  async issue(found: LocatedCluster): Promise<KubernetesPluginCredential> {
    const { registeredServers } = this.#enabled();
    return this.#credentials.mint(
      found,
      {
        userEntityRef: KUBERNETES_PLUGIN_HOLDER,
        role: KUBERNETES_PLUGIN_ROLE,
        minutes: Math.min(DEFAULT_CREDENTIAL_MINUTES, this.#config.maxMinutes),
      },
      ({ tenant, token, credential }) => ({
        id: credential.id,
        server: tenant.server,
        caData: Buffer.from(tenant.ca, 'utf8').toString('base64'),
        token,
        until: credential.until,
      }),
      // The kubeconfig may have changed since the last check of the cluster.
      ({ server, namedBy }) => {
        const problem = problemOf(found, {
          server,
          kubeconfigBy: namedBy,
          registeredServers,
        });
        if (problem) {
          throw new ConflictError(problem);
        }
      },
    );
  }

  #enabled(): KubernetesPluginConfig {
    if (!this.#config.kubernetesPlugin) {
      throw new ConflictError(
        'This portal offers no DPU clusters to the Kubernetes plugin: dpf.kubeconfigs.kubernetesPlugin.enabled is not set.',
      );
    }
    return this.#config.kubernetesPlugin;
  }
}

function isKubernetesPlugin({ principal }: BackstageCredentials): boolean {
  const { type, subject } = principal as { type?: string; subject?: string };
  return type === 'service' && subject === KUBERNETES_PLUGIN_HOLDER;
}

function problemOf(
  { hosted, cluster }: LocatedCluster,
  route: Omit<KubernetesPluginRoute, 'accessMode'>,
): string | undefined {
  return kubernetesPluginProblem(cluster, {
    ...route,
    accessMode: hosted.settings.tenantAccess.mode,
  });
}

function toItem(
  found: LocatedCluster,
  registeredServers: string[],
): KubernetesPluginCluster {
  const { hosted, cluster, ref } = found;
  const uid = cluster.metadata.uid ?? '';
  const { server, kubeconfigChangedAt } =
    hosted.connection.observation(uid) ?? {};
  const problem = problemOf(found, {
    server,
    registeredServers,
  });
  return {
    managementCluster: ref.managementCluster,
    namespace: ref.namespace,
    name: ref.name,
    ...(ref.group && { groupQualifier: ref.group }),
    uid,
    clusterName: dpuClusterEntityName(ref),
    title: dpuClusterTitle(ref),
    ...(kubeconfigChangedAt && { kubeconfigChangedAt }),
    ...(problem && { problem }),
  };
}
