import {
  CORE_RESOURCES,
  KubeClient,
  KubeObject,
  ResourceType,
  isAlreadyExists,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { KubeConfig, User } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { ProxiedCluster } from '../kubeadm/ProxiedCluster';
import { ConfigMap, KubeNode } from '../kubelet/workloads';
import { Credentials, createSigningRequest } from '../pki/KeyPair';
import { pollUntil } from '../process/pollUntil';
import { BootstrapToken } from './BootstrapToken';

const SIGNING_REQUESTS: ResourceType = {
  group: 'certificates.k8s.io',
  version: 'v1',
  plural: 'certificatesigningrequests',
  kind: 'CertificateSigningRequest',
  namespaced: false,
};

interface SigningRequest extends KubeObject {
  spec: { request: string; signerName: string; usages: string[] };
  status?: { certificate?: string };
}

/** The server and the authority from the cluster's cluster-info. */
interface Discovered {
  server: string;
  caData: string;
}

export interface JoiningDpuOptions {
  /** Name of the DPU and of its Node. */
  name: string;
  /** Labels of its Node, in addition to the usual ones. */
  labels?: Record<string, string>;
  /** Server of the cluster from which it reads cluster-info. */
  server: string;
  token: BootstrapToken;
  proxyUrl: string;
}

/**
 * Simulates the first start of a DPU: discovers the cluster with a bootstrap token, requests a
 * certificate, and registers as a Node. There is no kubelet, so no pods run on it.
 */
export class JoiningDpu {
  readonly #options: JoiningDpuOptions;

  constructor(options: JoiningDpuOptions) {
    this.#options = options;
  }

  /** Resolves when the Node is Ready. */
  async join(): Promise<void> {
    const cluster = await this.#discover();
    const credentials = await this.#requestCertificate(cluster);
    await this.#as(
      cluster,
      {
        name: this.#options.name,
        certData: base64(credentials.certificate),
        keyData: base64(credentials.key),
      },
      client => this.#register(client),
    );
  }

  /**
   * Like kubeadm: reads cluster-info from a server it cannot verify yet, and trusts it if it is signed with the token.
   */
  async #discover(): Promise<Discovered> {
    const { server, token } = this.#options;
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: 'unknown', server, skipTLSVerify: true },
      { name: 'nobody' },
    );
    const unknown = new ProxiedCluster(kubeConfig, this.#options.proxyUrl);
    try {
      const text = await pollUntil(
        `${server} signs its cluster-info with token ${token.id}`,
        async () => {
          const { data = {} } = await readClusterInfo(unknown.client);
          const signature = data[`jws-kubeconfig-${token.id}`] ?? '';
          return token.hasSigned(data.kubeconfig ?? '', signature)
            ? data.kubeconfig
            : undefined;
        },
      );
      const [{ cluster }] = parse(text).clusters;
      return {
        server: cluster.server,
        caData: cluster['certificate-authority-data'],
      };
    } finally {
      unknown.close();
    }
  }

  async #requestCertificate(cluster: Discovered): Promise<Credentials> {
    const { name, token } = this.#options;
    const { request, key } = await createSigningRequest({
      commonName: `system:node:${name}`,
      organization: 'system:nodes',
    });
    const certificate = await this.#as(
      cluster,
      { name: token.id, token: token.bearer },
      async client => {
        const { metadata } = await client.create<SigningRequest>(
          SIGNING_REQUESTS,
          {
            metadata: { name: `node-csr-${name}-${token.id}` },
            spec: {
              request: base64(request),
              signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
              usages: ['digital signature', 'client auth'],
            },
          },
        );
        return pollUntil(`${metadata.name} is signed`, async () => {
          const { status } = await client.get<SigningRequest>(
            SIGNING_REQUESTS,
            metadata,
          );
          return status?.certificate;
        });
      },
    );
    return {
      certificate: Buffer.from(certificate, 'base64').toString('utf8'),
      key,
    };
  }

  async #register(client: KubeClient): Promise<void> {
    const { name, labels } = this.#options;
    const { metadata, status } = readyNode(name, labels);
    try {
      await client.create<KubeNode>(CORE_RESOURCES.nodes, { metadata });
    } catch (error) {
      // An earlier attempt has already created it.
      if (!isAlreadyExists(error)) {
        throw error;
      }
    }
    await client.mergePatch(
      CORE_RESOURCES.nodes,
      { name },
      { status },
      { subresource: 'status' },
    );
  }

  async #as<T>(
    { server, caData }: Discovered,
    user: User,
    act: (client: KubeClient) => Promise<T>,
  ): Promise<T> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: 'dpus', server, caData, skipTLSVerify: false },
      user,
    );
    const cluster = new ProxiedCluster(kubeConfig, this.#options.proxyUrl);
    try {
      return await act(cluster.client);
    } finally {
      cluster.close();
    }
  }
}

/** The Node of a joined DPU. */
export function readyNode(
  name: string,
  labels: Record<string, string> = {},
): KubeNode {
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const ready = {
    type: 'Ready',
    status: 'True' as const,
    reason: 'KubeletReady',
    message: 'a DPU that is played',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  };
  return {
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'arm64',
        ...labels,
      },
    },
    status: { conditions: [ready] },
  };
}

export function isReadyNode({ status }: KubeNode): boolean {
  return (status?.conditions ?? []).some(
    condition => condition.type === 'Ready' && condition.status === 'True',
  );
}

async function readClusterInfo(client: KubeClient): Promise<ConfigMap> {
  const ref = { namespace: 'kube-public', name: 'cluster-info' };
  try {
    return await client.get<ConfigMap>(CORE_RESOURCES.configMaps, ref);
  } catch (error) {
    if (isNotFound(error)) {
      return { metadata: ref };
    }
    throw error;
  }
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
