import {
  OpenTenant,
  TenantAnswer,
  TenantRequestError,
  TenantWrite,
} from '@dpf-portal/dpf-world';
import { randomUUID } from 'node:crypto';

interface StoredObject {
  kind: string;
  metadata: {
    name: string;
    uid: string;
    resourceVersion: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  roleRef?: object;
  subjects?: object[];
  type?: string;
}

/** A write and where it went. */
export interface SeenWrite {
  method: string;
  path: string;
}

/** The API server of a DPU cluster in memory: what the portal makes there for users, and nothing else. */
export class FakeTenant {
  readonly objects = new Map<string, StoredObject>();
  readonly writes: SeenWrite[] = [];
  readonly tokens: string[] = [];
  /** Who made the kubeconfig that the portal has. */
  namedBy: OpenTenant['namedBy'] = 'kamaji';
  /** Answers in place of the server; a throw is what the client throws. */
  intercept?: (write: SeenWrite) => TenantAnswer | undefined;
  /** Called for each request before it is answered. */
  before?: (write: SeenWrite) => void | Promise<void>;
  opened = 0;
  closed = 0;
  #version = 1;

  open(): OpenTenant {
    this.opened += 1;
    return {
      client: {
        get: async path => this.#answer({ method: 'GET', path }),
        write: async write => this.#answer(write),
      },
      server: 'https://10.66.66.70:6443',
      host: '10.66.66.70',
      port: 6443,
      ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      namedBy: this.namedBy,
      close: () => {
        this.closed += 1;
      },
    };
  }

  /** The names of the objects of a resource. */
  names(plural: string): string[] {
    return [...this.objects.keys()]
      .filter(path => path.split('/').at(-2) === plural)
      .map(path => path.split('/').at(-1) ?? '')
      .sort();
  }

  /** Whether a token is accepted: as the API server does it, its Secret and ServiceAccount must exist. */
  accepts(token: string): boolean {
    const [, payload] = token.split('.');
    const { secret, account } = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8'),
    );
    const uids = [...this.objects.values()].map(({ metadata }) => metadata.uid);
    return uids.includes(secret) && uids.includes(account);
  }

  async #answer(write: {
    method: string;
    path: string;
    body?: unknown;
  }): Promise<TenantAnswer> {
    const seen = { method: write.method, path: write.path };
    await this.before?.(seen);
    if (write.method !== 'GET') {
      this.writes.push(seen);
    }
    return this.intercept?.(seen) ?? this.#serve(write);
  }

  #serve(request: {
    method: string;
    path: string;
    body?: unknown;
  }): TenantAnswer {
    const [path, query] = request.path.split('?');
    const body = request.body as
      | (StoredObject & { spec?: TokenSpec; preconditions?: Preconditions })
      | undefined;
    switch (request.method as TenantWrite['method'] | 'GET') {
      case 'GET':
        return this.#found(path);
      case 'PATCH':
        return ok(200, this.#store(path, body));
      case 'POST': {
        if (path.endsWith('/token')) {
          return this.#token(path.replace(/\/token$/, ''), body?.spec);
        }
        const at = `${path}/${body?.metadata.name}`;
        return this.objects.has(at)
          ? ok(409, {})
          : ok(201, this.#store(at, body));
      }
      default:
        return query?.startsWith('labelSelector=')
          ? this.#deleteAll(path)
          : this.#delete(path, body?.preconditions);
    }
  }

  #found(path: string): TenantAnswer {
    const object = this.objects.get(path);
    return object ? ok(200, object) : ok(404, {});
  }

  #store(path: string, object: StoredObject | undefined): StoredObject {
    if (!object) {
      throw new TenantRequestError('Unhealthy', 'There is no body.');
    }
    const stored = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: this.objects.get(path)?.metadata.uid ?? randomUUID(),
        resourceVersion: String(this.#version++),
      },
    };
    this.objects.set(path, stored);
    return stored;
  }

  #token(account: string, spec: TokenSpec | undefined): TenantAnswer {
    const found = this.objects.get(account);
    const secret = spec?.boundObjectRef.uid;
    if (!found || !spec) {
      return ok(404, {});
    }
    const payload = Buffer.from(
      JSON.stringify({ secret, account: found.metadata.uid, id: randomUUID() }),
    ).toString('base64url');
    const token = `header.${payload}.signature`;
    this.tokens.push(token);
    return { ...ok(201, { status: { token } }), auditId: 'tenant-audit-1' };
  }

  #delete(path: string, preconditions?: Preconditions): TenantAnswer {
    const object = this.objects.get(path);
    if (!object) {
      return ok(404, {});
    }
    const { uid, resourceVersion } = object.metadata;
    if (
      preconditions &&
      (preconditions.uid !== uid ||
        preconditions.resourceVersion !== resourceVersion)
    ) {
      return ok(409, {});
    }
    for (const key of this.objects.keys()) {
      if (key === path || key.startsWith(`${path}/`)) {
        this.objects.delete(key);
      }
    }
    return ok(200, {});
  }

  #deleteAll(collection: string): TenantAnswer {
    for (const [key, { metadata }] of this.objects) {
      if (
        key.startsWith(`${collection}/`) &&
        metadata.labels?.['app.kubernetes.io/managed-by'] === 'dpf-portal'
      ) {
        this.objects.delete(key);
      }
    }
    return ok(200, {});
  }
}

interface TokenSpec {
  expirationSeconds: number;
  boundObjectRef: { uid: string };
}

interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

function ok(status: number, object: object): TenantAnswer {
  return { status, body: JSON.stringify(object) };
}
