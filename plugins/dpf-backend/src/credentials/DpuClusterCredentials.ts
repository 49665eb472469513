import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
  stringifyError,
} from '@backstage/errors';
import {
  Credential,
  CredentialList,
  KubeconfigAnswer,
  KubeconfigRequest,
  dpuClusterKubeconfigPermissions,
  dpuClusterKubeconfigRevokePermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  CredentialRole,
  DEFAULT_CREDENTIAL_MINUTES,
  DpuCluster,
  UserRoute,
  credentialEnd,
  credentialLifetime,
  credentialLifetimeProblem,
  credentialMinutes,
  credentialRoleFacts,
  credentialsConsentProblem,
  renderUserKubeconfig,
  userRoute,
  readOwner,
} from '@dpf-portal/dpf-model';
import { OpenTenant, TenantRequestError } from '@dpf-portal/dpf-world';
import { Clock, systemClock } from '@dpf-portal/kube-controller';
import { randomUUID } from 'node:crypto';
import { KubeconfigsConfig } from '../config/DpfConfig';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { LocatedCluster } from '../reads/locate';
import { Caller } from '../requests/Caller';
import { RequestProblemError, toPortalError } from '../requests/requestErrors';
import { CredentialLedger, LedgerCluster } from './CredentialLedger';
import { Deadline } from './Deadline';
import { TenantAccounts } from './TenantAccounts';

/** A request is answered within 10 s, whatever the DPU cluster does. */
const DEADLINE_MS = 8_000;

/** @see DpuClusterCredentials */
export interface DpuClusterCredentialsOptions {
  config: KubeconfigsConfig;
  ledger: CredentialLedger;
  authorizer: DpuClusterAuthorizer;
  clock: Pick<Clock, 'now'>;
  logger: LoggerService;
}

/**
 * Short-lived credentials of users for DPU clusters: makes them in the DPU cluster, records them, and revokes them. A
 * token is in no field and in no error, so that it ends with the answer to its user. One class of over 400 lines, since
 * issuing and revoking share the ledger's order: recorded first, made or removed then.
 */
export class DpuClusterCredentials {
  readonly #config: KubeconfigsConfig;
  readonly #ledger: CredentialLedger;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #logger: LoggerService;

  constructor(options: DpuClusterCredentialsOptions) {
    this.#config = options.config;
    this.#ledger = options.ledger;
    this.#authorizer = options.authorizer;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Makes a credential for the caller. */
  async issue(
    found: LocatedCluster,
    request: KubeconfigRequest,
    caller: Caller,
  ): Promise<KubeconfigAnswer> {
    const { hosted, cluster } = found;
    const { role } = request;
    await this.#authorizer.assert(
      dpuClusterKubeconfigPermissions[role],
      attributesOf(hosted.settings.name, cluster),
      caller.credentials,
    );
    const { minutes, reason } = this.#checked(request);
    const { userEntityRef } = caller;
    return this.mint(
      found,
      { userEntityRef, role, minutes, reason },
      ({ tenant, token, credential }) =>
        this.#answer(found, tenant, token, credential),
    );
  }

  /**
   * Makes a credential for a holder who may have it. The cluster's connection is closed once `use` has returned.
   * `assertAllowed` sees the connection before anything is made in the cluster.
   */
  async mint<T>(
    found: LocatedCluster,
    holder: {
      userEntityRef: string;
      role: CredentialRole;
      minutes: number;
      reason?: string;
    },
    use: (made: {
      tenant: OpenTenant;
      token: string;
      credential: Credential;
    }) => T,
    assertAllowed: (tenant: OpenTenant) => void = () => {},
  ): Promise<T> {
    const { hosted, cluster } = found;
    const { userEntityRef, role, minutes, reason } = holder;
    assertMayHaveCredentials(cluster);
    const deadline = new Deadline({ clock: systemClock, ms: DEADLINE_MS });
    const tenant = await this.#openTenant(hosted, cluster, deadline).catch(
      error => {
        throw unavailable(error, cluster, 'No credential was made.');
      },
    );
    try {
      assertMayHaveCredentials(cluster, tenant.namedBy);
      assertAllowed(tenant);
      const id = randomUUID();
      const latest = new Date(
        credentialEnd(this.#clock.now(), minutes),
      ).toISOString();
      await this.#ledger.open({
        id,
        cluster: ledgerClusterOf(found),
        userEntityRef,
        role,
        reason,
        until: latest,
      });
      const { token, credential } = await this.#mint(tenant, deadline, {
        id,
        userEntityRef,
        role,
        minutes,
        latest,
        cluster,
      });
      return use({ tenant, token, credential });
    } finally {
      tenant.close();
    }
  }

  /** What the caller may ask for, and who holds access. */
  async list(found: LocatedCluster, caller: Caller): Promise<CredentialList> {
    const { hosted, cluster } = found;
    const attributes = attributesOf(hosted.settings.name, cluster);
    const { credentials, userEntityRef } = caller;
    const mayRevoke = await this.#authorizer.check(
      dpuClusterKubeconfigRevokePermission,
      credentials,
    );
    const seesAll = mayRevoke(attributes);
    const roles = await Promise.all(
      this.#config.roles.map(async role => {
        const mayHave = await this.#authorizer.check(
          dpuClusterKubeconfigPermissions[role],
          credentials,
        );
        return { role, allowed: mayHave(attributes) };
      }),
    );
    const live = await this.#ledger.listLive(cluster.metadata.uid ?? '');
    const { maxMinutes } = this.#config;
    const problem = this.#problem(cluster);
    const route = this.#knownRoute(found);
    return {
      items: live
        .map(({ credential }) => credential)
        .filter(({ user }) => seesAll || user === userEntityRef),
      onlyOwn: !seesAll,
      mayRevoke: seesAll,
      offer: {
        roles,
        defaultLifetime: credentialLifetime(this.#defaultMinutes),
        maxLifetime: credentialLifetime(maxMinutes),
        ...(route && { server: route.server, proxyUrl: route.proxyUrl }),
        ...(problem && { problem }),
      },
    };
  }

  /**
   * Revokes a credential: one's own, or any with the permission. What cannot be done now is recorded, and done as soon as
   * the DPU cluster can be reached. A credential that has ended is no error.
   */
  async revoke(
    found: LocatedCluster,
    id: string,
    caller: Caller,
  ): Promise<void> {
    const { hosted, cluster } = found;
    const entry = await this.#ledger.find(id);
    const mayRevoke = await this.#authorizer.check(
      dpuClusterKubeconfigRevokePermission,
      caller.credentials,
    );
    if (
      !entry ||
      entry.cluster.uid !== cluster.metadata.uid ||
      (entry.credential.user !== caller.userEntityRef &&
        !mayRevoke(attributesOf(hosted.settings.name, cluster)))
    ) {
      throw new NotFoundError('There is no such credential of this cluster.');
    }
    const { state, until } = entry.credential;
    if (entry.isRemoved || state === 'expired' || state === 'revoked') {
      return;
    }
    await this.#ledger.revokeRequested(id, caller.userEntityRef);
    const deadline = new Deadline({ clock: systemClock, ms: DEADLINE_MS });
    try {
      const tenant = await this.#openTenant(hosted, cluster, deadline);
      try {
        await new TenantAccounts(tenant, deadline).revoke(id);
      } finally {
        tenant.close();
      }
    } catch (error) {
      throw unavailable(
        error,
        cluster,
        `The credential is not revoked yet. The portal tries again every few minutes; it ends at ${until} in any case.`,
      );
    }
    await this.#ledger.removed([id]);
  }

  /**
   * To be called before a cluster is retired or unregistered, because its kubeconfig may go with it. The function that it
   * resolves to removes what was made in the cluster. It never throws: what was not removed is in the ledger and the log.
   */
  async prepareRemoval({
    hosted,
    cluster,
  }: LocatedCluster): Promise<(by: string) => Promise<void>> {
    const { uid = '', namespace, name } = cluster.metadata;
    const deadline = new Deadline({ clock: systemClock, ms: DEADLINE_MS });
    const log = (error: unknown) =>
      this.#logger.warn(
        `The credentials in ${namespace}/${name} were not removed from it: ${
          error instanceof Error ? error.message : stringifyError(error)
        }`,
      );
    // The control plane of any other type is deleted with everything in it.
    const stays =
      cluster.spec.type === 'static' &&
      (credentialsConsentProblem(cluster) === undefined ||
        (await this.#ledger.hasUnremoved(uid)));
    const tenant = stays
      ? await this.#openTenant(hosted, cluster, deadline).catch(log)
      : undefined;
    return async by => {
      try {
        await this.#ledger.revokeAllRequested(uid, by);
        if (tenant) {
          await new TenantAccounts(tenant, deadline).removeAll();
        }
        if (tenant || !stays) {
          await this.#ledger.allRemoved(uid);
        }
      } catch (error) {
        log(error);
      } finally {
        tenant?.close();
      }
    };
  }

  get #defaultMinutes(): number {
    return Math.min(DEFAULT_CREDENTIAL_MINUTES, this.#config.maxMinutes);
  }

  #checked({ role, lifetime, reason }: KubeconfigRequest): {
    minutes: number;
    reason?: string;
  } {
    const { roles, maxMinutes } = this.#config;
    if (!roles.includes(role)) {
      throw new RequestProblemError([
        {
          field: 'role',
          reason: roles.length
            ? `Offered here: ${roles.join(', ')}.`
            : 'This portal makes no credentials: dpf.kubeconfigs.roles names no role.',
        },
      ]);
    }
    const problem =
      lifetime === undefined
        ? undefined
        : credentialLifetimeProblem(lifetime, maxMinutes);
    if (problem) {
      throw new RequestProblemError([{ field: 'lifetime', reason: problem }]);
    }
    const given = reason?.trim();
    if (credentialRoleFacts(role).needsReason && !given) {
      throw new RequestProblemError([
        { field: 'reason', reason: `Give a reason for the role ${role}.` },
      ]);
    }
    return {
      minutes:
        (lifetime === undefined ? undefined : credentialMinutes(lifetime)) ??
        this.#defaultMinutes,
      reason: given || undefined,
    };
  }

  async #openTenant(
    hosted: HostedManagementCluster,
    cluster: DpuCluster,
    deadline: Deadline,
  ): Promise<OpenTenant> {
    try {
      return await deadline.bound(hosted.openTenant(cluster, DEADLINE_MS));
    } catch (error) {
      throw toPortalError(error, hosted.settings.name);
    }
  }

  async #mint(
    tenant: OpenTenant,
    deadline: Deadline,
    options: {
      id: string;
      userEntityRef: string;
      role: CredentialRole;
      minutes: number;
      latest: string;
      cluster: DpuCluster;
    },
  ): Promise<{ token: string; credential: Credential }> {
    const { id, userEntityRef, role, minutes, latest, cluster } = options;
    try {
      const minted = await new TenantAccounts(tenant, deadline).mint(
        { userEntityRef, role },
        { id, minutes, until: latest },
      );
      const entry = await this.#ledger.issued(id, {
        until: earlier(minted.expires, latest),
        auditId: minted.auditId,
      });
      if (!entry) {
        throw new Error('The ledger has lost the credential.');
      }
      return { token: minted.token, credential: entry.credential };
    } catch (error) {
      await this.#ledger.failed(id).catch(() => {});
      throw unavailable(error, cluster, 'No credential was made.');
    }
  }

  #answer(
    { hosted, cluster }: LocatedCluster,
    tenant: OpenTenant,
    token: string,
    credential: Credential,
  ): KubeconfigAnswer {
    const route = this.#route(hosted, cluster, tenant);
    const { namespace, name } = cluster.metadata;
    const contextName = `${hosted.settings.name}.${namespace}.${name}`;
    return {
      kubeconfig: renderUserKubeconfig({
        route,
        caData: Buffer.from(tenant.ca, 'utf8').toString('base64'),
        token,
        name: contextName,
        user: `${contextName}.${credential.role}`,
      }),
      credential,
      contextName,
      server: route.server,
    };
  }

  #route(
    { settings }: HostedManagementCluster,
    { metadata }: DpuCluster,
    tenant: Pick<OpenTenant, 'server' | 'host' | 'port'>,
  ): UserRoute {
    const { server, host, port } = tenant;
    const access = { ...this.#config.userAccess, ...settings.userAccess };
    return userRoute(access, {
      managementCluster: settings.name,
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      server,
      host,
      port,
    });
  }

  /** The route to the address that the portal's last check used. */
  #knownRoute({ hosted, cluster }: LocatedCluster): UserRoute | undefined {
    const { server } =
      hosted.connection.observation(cluster.metadata.uid ?? '') ?? {};
    if (!server) {
      return undefined;
    }
    const { hostname, port } = new URL(server);
    return this.#route(hosted, cluster, {
      server,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 443),
    });
  }

  #problem(cluster: DpuCluster): string | undefined {
    if (!this.#config.roles.length) {
      return 'This portal makes no credentials: dpf.kubeconfigs.roles names no role.';
    }
    try {
      assertMayHaveCredentials(cluster);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }
}

/** Throws when no credentials may be made in this cluster. */
function assertMayHaveCredentials(
  cluster: DpuCluster,
  kubeconfigBy?: 'kamaji' | 'user',
): void {
  const { namespace, name, deletionTimestamp } = cluster.metadata;
  if (deletionTimestamp) {
    throw new ConflictError(`${namespace}/${name} is being deleted.`);
  }
  const problem = credentialsConsentProblem(cluster, { kubeconfigBy });
  if (problem) {
    throw new ConflictError(`${problem.sentence} ${problem.remedy}`);
  }
}

function ledgerClusterOf({ hosted, cluster }: LocatedCluster): LedgerCluster {
  const { namespace = '', name, uid = '' } = cluster.metadata;
  const { name: managementCluster } = hosted.settings;
  const { type, owner } = attributesOf(managementCluster, cluster);
  return {
    managementCluster,
    namespace,
    name,
    uid,
    type,
    owner: readOwner(owner),
  };
}

/** A DPU cluster may say any time, but a token does not live longer than was asked for. */
function earlier(said: string | undefined, latest: string): string {
  const time = said === undefined ? NaN : Date.parse(said);
  return time < Date.parse(latest) ? new Date(time).toISOString() : latest;
}

/** What went wrong in a DPU cluster, for its user. Other errors are not changed. */
function unavailable(
  error: unknown,
  { metadata }: DpuCluster,
  consequence: string,
): unknown {
  return error instanceof TenantRequestError
    ? new ServiceUnavailableError(
        `The API server of ${metadata.namespace}/${metadata.name} cannot be used: ${error.message} ${consequence}`,
      )
    : error;
}
