import {
  KubeletVersion,
  NodesProblem,
  NodesWithoutDpu,
  isDns1123Subdomain,
} from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { AnswerTooLongError } from '../tenant/tenantErrors';
import { TenantHttpClient } from '../tenant/TenantHttpClient';
import { parseBoundedJson } from '../tenant/parseBoundedJson';
import { statusFailure } from '../tenant/apiServerAnswers';
import { describeTenantFailure } from '../tenant/describeTenantFailure';

const PAGE = 100;
const MAX_BYTES_PER_NODE = 64 * 1024;
// A Node of 64 KiB has a few hundred.
const MAX_PARTS_PER_NODE = 2_000;
/** A real continue token names the last object of its page, and is a few hundred characters long. */
const LONGEST_TOKEN = 2_048;
/** The most Nodes that any DPF release allows a cluster. */
const MOST_NODES = 3_000;
/** The number of Nodes without a DPU that are listed by name; all are counted. */
const MOST_NAMED = 5;
/** A DPU cluster has one or two; more are an invention of the tenant and are not kept. */
const MOST_KUBELETS = 20;
const KUBELET_VERSION = /^v\d{1,3}\.\d{1,3}\.\d{1,3}([-+][\w.+-]{1,40})?$/;
const CONTROL_PLANE_LABELS = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
];

/** @see readReadyNodes */
export interface NodesQuery {
  /** The names of the DPUs. The first few other Nodes are listed by name; all are counted. */
  wanted: ReadonlySet<string>;
  /** The cluster's ceiling; 3000 where it has none. */
  maxNodes?: number;
  /** For the whole list. */
  deadlineMs: number;
  clock: Pick<Clock, 'monotonic'>;
}

/** The result of listing Nodes: the complete list, or a problem. */
export type ReadyNodes =
  | {
      names: ReadonlySet<string>;
      /** The other wanted ones, and since when they are not Ready, RFC 3339. */
      silent: ReadonlyMap<string, string | undefined>;
      /** Without control-plane Nodes. */
      withoutDpu: NodesWithoutDpu;
      kubelets: KubeletVersion[];
      bytes: number;
    }
  | { problem: NodesProblem };

class NodesError extends Error {
  constructor(readonly problem: NodesProblem) {
    super(problem.message);
  }
}

function outOfBounds(message: string): NodesError {
  return new NodesError({ reason: 'OutOfBounds', message });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readPage(body: string): { nodes: unknown[]; token: string } {
  const list = parseBoundedJson(body, PAGE * MAX_PARTS_PER_NODE);
  const nodes = isRecord(list) ? list.items ?? [] : undefined;
  if (!isRecord(list) || list.kind !== 'NodeList' || !Array.isArray(nodes)) {
    throw new NodesError({
      reason: 'NotAnswered',
      message: 'The API server answers something else than a list of Nodes.',
    });
  }
  if (nodes.length > PAGE) {
    throw outOfBounds(
      `The API server ignores limit: asked for ${PAGE} Nodes, it answers more.`,
    );
  }
  const token = isRecord(list.metadata) ? list.metadata.continue ?? '' : '';
  if (typeof token !== 'string' || token.length > LONGEST_TOKEN) {
    throw outOfBounds(
      'The API server continues its list of Nodes in a way that Kubernetes does not.',
    );
  }
  return { nodes, token };
}

interface ListedNode {
  name: string;
  isReady: boolean;
  /** When that changed. */
  since?: string;
  isControlPlane: boolean;
  /** Absent where it is no version of Kubernetes. */
  kubelet?: string;
}

const LONGEST_TIME = 40;

/** A time that a tenant tells, in one spelling; `undefined` for anything else. */
function timeOf(value: unknown): string | undefined {
  const at =
    typeof value === 'string' && value.length <= LONGEST_TIME
      ? Date.parse(value)
      : NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

function readNode(node: unknown): ListedNode | undefined {
  if (!isRecord(node) || !isRecord(node.metadata)) {
    return undefined;
  }
  const { name, labels } = node.metadata;
  if (typeof name !== 'string') {
    return undefined;
  }
  const { conditions, nodeInfo } = isRecord(node.status) ? node.status : {};
  const ready = (Array.isArray(conditions) ? conditions : [])
    .filter(isRecord)
    .find(({ type }) => type === 'Ready');
  const kubelet = isRecord(nodeInfo) ? nodeInfo.kubeletVersion : undefined;
  return {
    name,
    isReady: ready?.status === 'True',
    since: timeOf(ready?.lastTransitionTime),
    ...(typeof kubelet === 'string' && KUBELET_VERSION.test(kubelet)
      ? { kubelet }
      : {}),
    isControlPlane:
      isRecord(labels) &&
      CONTROL_PLANE_LABELS.some(label => Object.hasOwn(labels, label)),
  };
}

async function getPage(
  client: TenantHttpClient,
  token: string,
  timeoutMs: number,
): Promise<string> {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (token) {
    query.set('continue', token);
  }
  const answer = await client.get(`/api/v1/nodes?${query}`, {
    maxBytes: PAGE * MAX_BYTES_PER_NODE,
    timeoutMs,
  });
  const failure = statusFailure(answer);
  if (failure) {
    throw failure;
  }
  return answer.body;
}

async function readAll(
  client: TenantHttpClient,
  { wanted, maxNodes = MOST_NODES, clock }: NodesQuery,
  endsAt: number,
): Promise<Exclude<ReadyNodes, { problem: NodesProblem }>> {
  const most = Math.min(maxNodes, MOST_NODES);
  // One more than the number of full pages, because the last page may be empty.
  const mostPages = Math.ceil(most / PAGE) + 1;
  const names = new Set<string>();
  const silent = new Map<string, string | undefined>();
  const withoutDpu: NodesWithoutDpu = { count: 0, names: [] };
  const kubelets = new Map<string, KubeletVersion>();
  const countKubelet = ({ name, kubelet }: ListedNode) => {
    if (
      !kubelet ||
      (!kubelets.has(kubelet) && kubelets.size >= MOST_KUBELETS)
    ) {
      return;
    }
    const known = kubelets.get(kubelet) ?? {
      version: kubelet,
      count: 0,
      names: [],
    };
    known.count++;
    if (known.names.length < MOST_NAMED && isDns1123Subdomain(name)) {
      known.names.push(name);
    }
    kubelets.set(kubelet, known);
  };
  const take = (node: ListedNode) => {
    const { name, isReady, since, isControlPlane } = node;
    countKubelet(node);
    if (wanted.has(name)) {
      if (isReady) {
        names.add(name);
      } else {
        silent.set(name, since);
      }
    } else if (!isControlPlane) {
      withoutDpu.count++;
      // A tenant may return impossible names: they are counted and not repeated.
      if (withoutDpu.names.length < MOST_NAMED && isDns1123Subdomain(name)) {
        withoutDpu.names.push(name);
      }
    }
  };
  let [seen, bytes, token] = [0, 0, ''];
  for (let page = 0; page < mostPages; page++) {
    const leftMs = endsAt - clock.monotonic();
    if (leftMs <= 0) {
      break;
    }
    const body = await getPage(client, token, leftMs);
    const { nodes, token: next } = readPage(body);
    seen += nodes.length;
    bytes += body.length;
    if (seen > most) {
      throw new NodesError({
        reason: 'TooManyNodes',
        message: `The DPU cluster has more than ${most} Nodes, the most that it may have.`,
      });
    }
    for (const node of nodes.map(readNode)) {
      if (node) {
        take(node);
      }
    }
    if (!next) {
      return {
        names,
        silent,
        withoutDpu,
        kubelets: [...kubelets.values()],
        bytes,
      };
    }
    token = next;
  }
  throw outOfBounds('The API server’s list of Nodes does not end.');
}

function problemOf(error: unknown): NodesProblem {
  if (error instanceof NodesError) {
    return error.problem;
  }
  if (error instanceof AnswerTooLongError) {
    return outOfBounds(
      'The API server’s list of Nodes is larger than 64 KiB a Node.',
    ).problem;
  }
  return {
    reason: 'NotAnswered',
    message: `The list of Nodes cannot be read. ${
      describeTenantFailure(error).message
    }`,
  };
}

/**
 * Reads which of the DPUs' Nodes are Ready in the tenant, and how many Nodes have no DPU. The tenant is not trusted:
 * pages, bytes, parts, Nodes and time are bounded, and exceeding a bound is a problem and never gives a partial result.
 * Never rejects.
 */
export async function readReadyNodes(
  client: TenantHttpClient,
  query: NodesQuery,
): Promise<ReadyNodes> {
  const { clock, deadlineMs } = query;
  const endsAt = clock.monotonic() + deadlineMs;
  try {
    return await readAll(client, query, endsAt);
  } catch (error) {
    const seconds = Math.round(deadlineMs / 1000);
    return {
      problem:
        clock.monotonic() < endsAt
          ? problemOf(error)
          : outOfBounds(
              `The API server’s list of Nodes does not end within ${seconds} s.`,
            ).problem,
    };
  }
}
