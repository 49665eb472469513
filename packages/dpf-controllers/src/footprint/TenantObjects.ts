import {
  OpenTenant,
  TenantAnswer,
  TenantRequestError,
} from '@dpf-portal/dpf-world';
import {
  KubeObject,
  ObjectRef,
  ResourceType,
  resourcePath,
} from '@dpf-portal/kube-controller';
import { ListedObject } from './OwnedObject';

const PAGE = 100;
const MOST_PAGES = 100;
const LONGEST_PAGE = 8 * 1024 * 1024;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether it has the names that every object has. The rest of it is only shown, never trusted. */
function isObject(value: unknown): value is ListedObject {
  return (
    isRecord(value) &&
    isRecord(value.metadata) &&
    typeof value.metadata.name === 'string'
  );
}

function parsed({ body }: TenantAnswer): Record<string, unknown> {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    answer = undefined;
  }
  if (!isRecord(answer)) {
    throw new TenantRequestError(
      'Unhealthy',
      'It does not answer as a Kubernetes API server does.',
    );
  }
  return answer;
}

/** Never quotes the answer. */
function refusal(
  { status }: TenantAnswer,
  verb: string,
  { kind }: ResourceType,
): TenantRequestError {
  return status === 401 || status === 403
    ? new TenantRequestError(
        'CredentialsRejected',
        `The cluster's admin kubeconfig may not ${verb} ${kind}s there.`,
      )
    : new TenantRequestError(
        'Unhealthy',
        `It answered with status ${status} to “${verb} ${kind}”.`,
      );
}

/** Objects in one DPU cluster, read page by page and deleted by uid. All of it ends at a deadline. */
export class TenantObjects {
  readonly #tenant: Pick<OpenTenant, 'client'>;
  readonly #remainingMs: () => number;

  constructor(tenant: Pick<OpenTenant, 'client'>, remainingMs: () => number) {
    this.#tenant = tenant;
    this.#remainingMs = remainingMs;
  }

  async list(
    resource: ResourceType,
    namespace?: string,
  ): Promise<ListedObject[]> {
    const objects: ListedObject[] = [];
    let page = '';
    for (let number = 0; number < MOST_PAGES; number++) {
      const query = `limit=${PAGE}${page && `&continue=${page}`}`;
      const answer = await this.#get(
        `${resourcePath(resource, { namespace })}?${query}`,
      );
      if (answer.status !== 200) {
        throw refusal(answer, 'list', resource);
      }
      const { items, metadata } = parsed(answer);
      objects.push(...(Array.isArray(items) ? items.filter(isObject) : []));
      const next = isRecord(metadata) ? metadata.continue : undefined;
      if (typeof next !== 'string' || !next) {
        return objects;
      }
      page = encodeURIComponent(next);
    }
    throw new TenantRequestError('Unhealthy', 'The answer is too long.');
  }

  /** `undefined`: there is no such object. */
  async find(
    resource: ResourceType,
    ref: ObjectRef,
  ): Promise<ListedObject | undefined> {
    const answer = await this.#get(resourcePath(resource, ref));
    if (answer.status === 404) {
      return undefined;
    }
    if (answer.status !== 200) {
      throw refusal(answer, 'get', resource);
    }
    const object = parsed(answer);
    return isObject(object) ? object : undefined;
  }

  /** Deletes it if it is still the same. `false`: somebody has changed it since, and it is not being deleted. */
  async delete(
    resource: ResourceType,
    { metadata }: KubeObject,
  ): Promise<boolean> {
    const { uid, resourceVersion } = metadata;
    const answer = await this.#tenant.client.write(
      {
        method: 'DELETE',
        path: resourcePath(resource, metadata),
        body: {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          preconditions: { uid, resourceVersion },
        },
      },
      { timeoutMs: this.#remainingMs(), maxBytes: LONGEST_PAGE },
    );
    if (answer.status === 409) {
      const now = await this.find(resource, metadata);
      return (
        now?.metadata.uid !== uid ||
        now?.metadata.deletionTimestamp !== undefined
      );
    }
    if (answer.status !== 404 && (answer.status < 200 || answer.status > 299)) {
      throw refusal(answer, 'delete', resource);
    }
    return true;
  }

  #get(path: string): Promise<TenantAnswer> {
    return this.#tenant.client.get(path, {
      timeoutMs: this.#remainingMs(),
      maxBytes: LONGEST_PAGE,
    });
  }
}
