import { KubeNode } from '../kubelet/workloads';

/** A response of the API. */
export interface LightAnswer {
  code: number;
  body: object;
}

/** A `v1` Status for a request that failed. */
export function failure(code: number, reason: string): LightAnswer {
  return {
    code,
    body: {
      apiVersion: 'v1',
      kind: 'Status',
      metadata: {},
      status: 'Failure',
      reason,
      code,
      message: reason,
    },
  };
}

function isNode(value: unknown): value is KubeNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'metadata' in value &&
    typeof (value as KubeNode).metadata?.name === 'string'
  );
}

/** The Nodes of a light tenant. Supports create, paged list and delete, and replacement by the test. */
export class LightNodes {
  readonly #nodes = new Map<string, KubeNode>();
  #version = 1;

  /** Replaces the Nodes. All of them are Ready. */
  replace(names: readonly string[]): void {
    this.#nodes.clear();
    for (const name of names) {
      this.#nodes.set(name, {
        metadata: { name },
        status: { conditions: [{ type: 'Ready', status: 'True' }] },
      });
    }
    this.#version++;
  }

  create(text: string): LightAnswer {
    let node: unknown;
    try {
      node = JSON.parse(text);
    } catch {
      node = undefined;
    }
    if (!isNode(node)) {
      return failure(400, 'BadRequest');
    }
    const { name } = node.metadata;
    if (this.#nodes.has(name)) {
      return failure(409, 'AlreadyExists');
    }
    this.#version++;
    const created = {
      apiVersion: 'v1',
      kind: 'Node',
      ...node,
      metadata: {
        ...node.metadata,
        uid: `light-${name}`,
        resourceVersion: String(this.#version),
      },
    };
    this.#nodes.set(name, created);
    return { code: 201, body: created };
  }

  /** A continue token is the number of Nodes before the page. */
  list(query: URLSearchParams): LightAnswer {
    const from = Number(query.get('continue') ?? 0) || 0;
    const limit = Number(query.get('limit') ?? 0) || this.#nodes.size;
    const names = [...this.#nodes.keys()].sort();
    const next = from + limit < names.length ? String(from + limit) : '';
    return {
      code: 200,
      body: {
        apiVersion: 'v1',
        kind: 'NodeList',
        metadata: {
          resourceVersion: String(this.#version),
          ...(next ? { continue: next } : {}),
        },
        items: names
          .slice(from, from + limit)
          .map(name => this.#nodes.get(name)),
      },
    };
  }

  delete(name: string): LightAnswer {
    const node = this.#nodes.get(name);
    if (!node) {
      return failure(404, 'NotFound');
    }
    this.#nodes.delete(name);
    this.#version++;
    return { code: 200, body: node };
  }
}
