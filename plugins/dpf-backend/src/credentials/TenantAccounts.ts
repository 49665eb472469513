import {
  CredentialRole,
  FIELD_MANAGERS,
  MANAGED_BY,
  TENANT_ACCOUNTS_NAMESPACE as ACCOUNTS_NAMESPACE,
} from '@dpf-portal/dpf-model';
import {
  OpenTenant,
  TenantAnswer,
  TenantRequestError,
} from '@dpf-portal/dpf-world';
import { accountName } from './accountName';
import { Deadline } from './Deadline';

const LABELS = { [MANAGED_BY.label]: MANAGED_BY.value };
const SELECTOR = encodeURIComponent(`${MANAGED_BY.label}=${MANAGED_BY.value}`);
/** Names the writer in `managedFields`. */
const AS_PORTAL = `?fieldManager=${FIELD_MANAGERS.credentials}`;
const NODES_ROLE = 'dpf-portal:nodes';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const RBAC_GROUP = 'rbac.authorization.k8s.io';
const NAMESPACED = `/api/v1/namespaces/${ACCOUNTS_NAMESPACE}`;
// The answer lists what was deleted.
const LONGEST_LIST = 8 * 1024 * 1024;

const USER = 'dpf-portal.io/user';
const ROLE = 'dpf-portal.io/role';
const UNTIL = 'dpf-portal.io/until';
const LAST_CREDENTIAL = 'dpf-portal.io/last-credential';

const TOKEN = /^[\w-]{1,8000}\.[\w-]{1,8000}\.[\w-]{1,8000}$/;
const UID = /^[0-9A-Za-z-]{1,64}$/;

/** Who a credential is for. */
export interface Account {
  userEntityRef: string;
  role: CredentialRole;
}

/** A token that a DPU cluster's API server has made. */
export interface MintedToken {
  token: string;
  /** RFC 3339, as the API server says it. */
  expires?: string;
  auditId?: string;
}

interface Stored {
  metadata?: {
    uid?: unknown;
    resourceVersion?: unknown;
    labels?: Record<string, unknown>;
  };
  status?: { token?: unknown; expirationTimestamp?: unknown };
}

/**
 * The ServiceAccounts, bindings and Secrets that the portal keeps in one DPU cluster for users. There is one
 * ServiceAccount for a user and role, and one Secret for a credential: its token is bound to the Secret, so that the
 * credential ends when the Secret is deleted. Each call is safe to repeat.
 */
export class TenantAccounts {
  readonly #tenant: OpenTenant;
  readonly #deadline: Deadline;

  constructor(tenant: OpenTenant, deadline: Deadline) {
    this.#tenant = tenant;
    this.#deadline = deadline;
  }

  /** @throws TenantRequestError when there is no token; what was made until then stays. */
  async mint(
    account: Account,
    credential: { id: string; minutes: number; until: string },
  ): Promise<MintedToken> {
    await this.#ensureNamespace();
    await this.#ensureNodesRole();
    await this.#ensureAccount(account, credential.id);
    const uid = await this.#createSecret(account, credential);
    const name = accountName(account.userEntityRef, account.role);
    const answer = await this.#write(
      'POST',
      `${NAMESPACED}/serviceaccounts/${name}/token`,
      {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: {
          expirationSeconds: credential.minutes * 60,
          boundObjectRef: {
            apiVersion: 'v1',
            kind: 'Secret',
            name: secretName(credential.id),
            uid,
          },
        },
      },
    );
    assertDone(answer, 'make a token');
    const { status } = parsed(answer);
    const { token, expirationTimestamp } = status ?? {};
    if (typeof token !== 'string' || !TOKEN.test(token)) {
      throw notAnApiServer();
    }
    return {
      token,
      ...(typeof expirationTimestamp === 'string' && {
        expires: expirationTimestamp,
      }),
      auditId: answer.auditId,
    };
  }

  /** Ends a credential. */
  async revoke(id: string): Promise<void> {
    const answer = await this.#write(
      'DELETE',
      `${NAMESPACED}/secrets/${secretName(id)}`,
    );
    assertGone(answer, 'delete the Secret of a credential');
  }

  /**
   * Removes the ServiceAccount of a user and role, and its binding. A credential that is made meanwhile changes both, and
   * they stay.
   */
  async removeAccount(
    { userEntityRef, role }: Account,
    isUnused: () => Promise<boolean>,
  ): Promise<void> {
    const name = accountName(userEntityRef, role);
    const paths = [
      `${NAMESPACED}/serviceaccounts/${name}`,
      `${RBAC}/clusterrolebindings/${bindingName(name)}`,
    ];
    const found: Array<{ path: string; preconditions: object }> = [];
    for (const path of paths) {
      const answer = await this.#get(path);
      if (answer.status === 200) {
        const { uid, resourceVersion } = parsed(answer).metadata ?? {};
        found.push({ path, preconditions: { uid, resourceVersion } });
      }
    }
    if (!(await isUnused())) {
      return;
    }
    for (const { path, preconditions } of found) {
      const answer = await this.#write('DELETE', path, {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        preconditions,
      });
      if (answer.status !== 409) {
        assertGone(answer, 'delete the ServiceAccount of a user');
      }
    }
  }

  /** Removes everything that the portal has made for users. Ends all credentials. */
  async removeAll(): Promise<void> {
    const collections = [
      `${NAMESPACED}/secrets`,
      `${RBAC}/clusterrolebindings`,
      `${NAMESPACED}/serviceaccounts`,
      `${RBAC}/clusterroles`,
    ];
    for (const path of collections) {
      const answer = await this.#write(
        'DELETE',
        `${path}?labelSelector=${SELECTOR}`,
      );
      assertGone(answer, 'delete what was made for users');
    }
    const namespace = await this.#get(NAMESPACED);
    const { labels } =
      namespace.status === 200 ? parsed(namespace).metadata ?? {} : {};
    // A namespace of this name that somebody else has made stays.
    if (labels?.[MANAGED_BY.label] === MANAGED_BY.value) {
      const answer = await this.#write('DELETE', NAMESPACED);
      // 409: it is being deleted already.
      if (answer.status !== 409) {
        assertGone(answer, `delete namespace ${ACCOUNTS_NAMESPACE}`);
      }
    }
  }

  async #ensureNamespace(): Promise<void> {
    const answer = await this.#write('POST', `/api/v1/namespaces${AS_PORTAL}`, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: ACCOUNTS_NAMESPACE, labels: LABELS },
    });
    // A namespace that exists is not changed: its label says who has made it.
    if (answer.status !== 409) {
      assertDone(answer, `create namespace ${ACCOUNTS_NAMESPACE}`);
    }
  }

  /** All ServiceAccounts of the namespace may list Nodes, which `view`, `edit` and `admin` do not include. */
  async #ensureNodesRole(): Promise<void> {
    await this.#apply(`${RBAC}/clusterroles/${NODES_ROLE}`, {
      apiVersion: `${RBAC_GROUP}/v1`,
      kind: 'ClusterRole',
      metadata: { name: NODES_ROLE, labels: LABELS },
      rules: [
        {
          apiGroups: [''],
          resources: ['nodes'],
          verbs: ['get', 'list', 'watch'],
        },
      ],
    });
    await this.#apply(`${RBAC}/clusterrolebindings/${NODES_ROLE}`, {
      apiVersion: `${RBAC_GROUP}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: NODES_ROLE, labels: LABELS },
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: NODES_ROLE },
      subjects: [
        {
          apiGroup: RBAC_GROUP,
          kind: 'Group',
          name: `system:serviceaccounts:${ACCOUNTS_NAMESPACE}`,
        },
      ],
    });
  }

  async #ensureAccount(
    { userEntityRef, role }: Account,
    id: string,
  ): Promise<void> {
    const name = accountName(userEntityRef, role);
    const annotations = {
      [USER]: userEntityRef,
      [ROLE]: role,
      // Makes each credential a change, which keeps the account from being removed as unused.
      [LAST_CREDENTIAL]: id,
    };
    await this.#apply(`${NAMESPACED}/serviceaccounts/${name}`, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, labels: LABELS, annotations },
      automountServiceAccountToken: false,
    });
    await this.#apply(`${RBAC}/clusterrolebindings/${bindingName(name)}`, {
      apiVersion: `${RBAC_GROUP}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: bindingName(name), labels: LABELS, annotations },
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: role },
      subjects: [
        { kind: 'ServiceAccount', namespace: ACCOUNTS_NAMESPACE, name },
      ],
    });
  }

  async #createSecret(
    { userEntityRef, role }: Account,
    { id, until }: { id: string; until: string },
  ): Promise<string> {
    // It holds nothing. The token is bound to its existence.
    const answer = await this.#write(
      'POST',
      `${NAMESPACED}/secrets${AS_PORTAL}`,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: secretName(id),
          labels: LABELS,
          annotations: { [USER]: userEntityRef, [ROLE]: role, [UNTIL]: until },
        },
        type: 'Opaque',
      },
    );
    const made =
      answer.status === 409
        ? await this.#get(`${NAMESPACED}/secrets/${secretName(id)}`)
        : answer;
    assertDone(made, 'create the Secret of a credential');
    const uid = parsed(made).metadata?.uid;
    if (typeof uid !== 'string' || !UID.test(uid)) {
      throw notAnApiServer();
    }
    return uid;
  }

  async #apply(path: string, object: object): Promise<void> {
    const answer = await this.#bounded(timeoutMs =>
      this.#tenant.client.write(
        {
          method: 'PATCH',
          path: `${path}${AS_PORTAL}&force=true`,
          body: object,
          contentType: 'application/apply-patch+yaml',
        },
        { timeoutMs },
      ),
    );
    assertDone(answer, 'make a ServiceAccount and bind its role');
  }

  #get(path: string): Promise<TenantAnswer> {
    return this.#bounded(timeoutMs =>
      this.#tenant.client.get(path, { timeoutMs }),
    );
  }

  #write(
    method: 'POST' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<TenantAnswer> {
    return this.#bounded(timeoutMs =>
      this.#tenant.client.write(
        { method, path, body },
        { timeoutMs, maxBytes: LONGEST_LIST },
      ),
    );
  }

  async #bounded<T>(send: (timeoutMs: number) => Promise<T>): Promise<T> {
    const { remainingMs } = this.#deadline;
    if (remainingMs <= 0) {
      throw this.#deadline.passed();
    }
    return send(remainingMs);
  }
}

function secretName(id: string): string {
  return `credential-${id}`;
}

function bindingName(account: string): string {
  return `${ACCOUNTS_NAMESPACE}:${account}`;
}

/** The object in an answer. The texts in it come from the DPU cluster, so each is checked where it is used. */
function parsed({ body }: TenantAnswer): Stored {
  try {
    const object: unknown = JSON.parse(body);
    return typeof object === 'object' && object !== null ? object : {};
  } catch {
    throw notAnApiServer();
  }
}

function assertGone(answer: TenantAnswer, what: string): void {
  if (answer.status !== 404) {
    assertDone(answer, what);
  }
}

/** Never quotes the answer. */
function assertDone({ status }: TenantAnswer, what: string): void {
  if (status >= 200 && status < 300) {
    return;
  }
  if (status === 401) {
    throw new TenantRequestError(
      'CredentialsRejected',
      'It does not accept the admin kubeconfig that the portal has.',
    );
  }
  if (status === 403) {
    throw new TenantRequestError(
      'CredentialsRejected',
      `The admin kubeconfig that the portal has may not ${what}, or namespace ${ACCOUNTS_NAMESPACE} is being deleted there.`,
    );
  }
  throw new TenantRequestError(
    'Unhealthy',
    `It answered with status ${status} when the portal tried to ${what}.`,
  );
}

function notAnApiServer(): TenantRequestError {
  return new TenantRequestError(
    'Unhealthy',
    'It does not answer as a Kubernetes API server does.',
  );
}
