import { DPF_ANNOTATIONS, DaemonSet, DpuCluster } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import { runControllersCommand } from '../../controllers/runControllersCommand';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { eventually } from '../../portal/eventually';

const NAMESPACE = 'team-a';
/** Under this name DPF's own manager applies, without force. */
const DPF = 'kamaji-cluster-manager';
const { daemonSets, services } = CORE_RESOURCES;

interface Pod {
  initContainers?: Array<{ name: string }>;
  containers: Array<{
    name: string;
    command?: string[];
    args?: string[];
    securityContext?: { privileged?: boolean };
  }>;
  volumes: Array<{ name: string }>;
}

type Live = DaemonSet & {
  metadata: KubeObject['metadata'] & {
    managedFields?: Array<{ manager?: string }>;
  };
  spec: {
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string>; annotations?: object };
      spec: Pod;
    };
  };
};

/** keepalived as DPF 26 applies it: with the same container name, and with other fields. */
function keepalivedOfDpf(cluster: DpuCluster): KubeObject & { spec: object } {
  const { name, uid = '' } = cluster.metadata;
  const { keepalived } = cluster.spec.clusterEndpoint ?? {};
  const labels = { 'app.kubernetes.io/name': `${name}-keepalived` };
  const env = {
    INTERFACE: keepalived?.interface ?? '',
    VIRTUAL_ROUTER_ID: String(keepalived?.virtualRouterID),
    VIRTUAL_IP: keepalived?.vip ?? '',
    NODE_PORT: '30123',
  };
  return {
    metadata: {
      name: `${name}-keepalived`,
      namespace: NAMESPACE,
      ownerReferences: [
        {
          apiVersion: cluster.apiVersion ?? '',
          kind: 'DPUCluster',
          name,
          uid,
        },
      ],
    },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          initContainers: [
            {
              name: 'create-conf',
              image: 'alpine:3.20.3',
              command: ['/bin/sh', '-c', 'true'],
              env: Object.entries(env).map(([key, value]) => ({
                name: key,
                value,
              })),
              volumeMounts: [
                { mountPath: '/conf-template', name: 'conf-template' },
                { mountPath: '/conf', name: 'conf' },
              ],
            },
          ],
          containers: [
            {
              name: 'keepalived',
              image: 'registry.example.com/dpf/keepalived:26',
              securityContext: { privileged: true },
              resources: { requests: { cpu: '5m', memory: '64Mi' } },
              volumeMounts: [
                { mountPath: '/usr/local/etc/keepalived', name: 'conf' },
              ],
            },
          ],
          volumes: [
            { name: 'conf', emptyDir: {} },
            {
              name: 'conf-template',
              configMap: { name: `${name}-keepalived` },
            },
          ],
        },
      },
    },
  };
}

describe('keepalived, handed back to a DPF that applies its own at every pass', () => {
  let lab: Lab;
  const clusters: Record<string, DpuCluster> = {};

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
    for (const [nth, name] of ['fresh', 'old'].entries()) {
      clusters[name] = await lab.api.clusterReady(
        await lab.api.createCluster(
          NAMESPACE,
          kamajiCluster(name, {
            vip: `10.66.66.${71 + nth}`,
            virtualRouterID: 71 + nth,
          }),
        ),
      );
    }
    await makeOld(clusters.old);
  });
  afterAll(() => lab?.stop());

  const live = (name: string) =>
    lab.api.client.get<Live>(daemonSets, {
      namespace: NAMESPACE,
      name: `${name}-keepalived`,
    });
  const annotate = (cluster: DpuCluster, value: string | null) =>
    lab.api.client.mergePatch(lab.api.resourceOf(cluster), cluster.metadata, {
      metadata: { annotations: { [DPF_ANNOTATIONS.pausedUntil]: value } },
    });
  const apply = (cluster: DpuCluster, force = false) =>
    lab.api.client.apply(daemonSets, keepalivedOfDpf(cluster), {
      fieldManager: DPF,
      force,
    });
  const handback = () =>
    runControllersCommand(
      ...['handback', '--kubeconfig', lab.cluster.controllersKubeconfigFile],
    );

  /** Puts the DaemonSet of the first releases in the place of the cluster's. */
  async function makeOld(cluster: DpuCluster): Promise<void> {
    await annotate(cluster, new Date(Date.now() + 3_600_000).toISOString());
    const { metadata, spec } = await live('old');
    const { template } = spec;
    const selector = {
      'app.kubernetes.io/name': 'keepalived',
      'app.kubernetes.io/instance': 'old',
    };
    await lab.api.client.delete(daemonSets, metadata);
    const { name, namespace, labels, annotations, ownerReferences } = metadata;
    await eventually('the old one is there', async () => {
      try {
        return await lab.api.client.create<KubeObject & { spec: object }>(
          daemonSets,
          {
            metadata: { name, namespace, labels, annotations, ownerReferences },
            spec: {
              selector: { matchLabels: selector },
              template: {
                ...template,
                metadata: {
                  ...template.metadata,
                  labels: { ...template.metadata.labels, ...selector },
                },
              },
            },
          },
        );
      } catch {
        return undefined;
      }
    });
    await annotate(cluster, null);
  }

  /** As if the cluster had been Ready for long. */
  async function age(cluster: DpuCluster): Promise<void> {
    const { status } = await lab.api.client.get<DpuCluster>(
      lab.api.resourceOf(cluster),
      cluster.metadata,
    );
    await lab.api.client.mergePatch(
      lab.api.resourceOf(cluster),
      cluster.metadata,
      {
        status: {
          conditions: status?.conditions?.map(condition => ({
            ...condition,
            lastTransitionTime: '2026-01-01T00:00:00Z',
          })),
        },
      },
      { subresource: 'status' },
    );
  }

  it('names both while the first is new, and only the old one five minutes later', async () => {
    const { metadata, spec } = await live('fresh');
    expect(spec.selector.matchLabels).toEqual({
      'app.kubernetes.io/name': 'fresh-keepalived',
    });
    await expect(apply(clusters.fresh)).rejects.toMatchObject({ status: 409 });
    await age(clusters.fresh);
    await eventually('its fields are recorded in the name of DPF', async () => {
      const { metadata: now } = await live('fresh');
      const managers = (now.managedFields ?? []).map(({ manager }) => manager);
      return !managers.includes('dpf-portal-kamaji') || undefined;
    });
    const after = await live('fresh');
    expect(after.metadata.generation).toBe(metadata.generation);
    expect(after.spec).toEqual(spec);

    const { code, output } = await handback();
    expect(code).toBe(0);
    expect(output).toContain('cannot take over 1 DaemonSet of keepalived');
    expect(output).toContain(
      'kubectl -n team-a delete daemonset old-keepalived',
    );
    expect(output).toContain('no host has the VIP');
    expect(output).not.toContain('delete daemonset fresh-keepalived');
  });

  it('has a Service for the metrics, and the old DaemonSet as it was', async () => {
    await eventually('the Service exists', async () => {
      try {
        return await lab.api.client.get(services, {
          namespace: NAMESPACE,
          name: 'fresh-metrics',
        });
      } catch {
        return undefined;
      }
    });
    const { metadata, spec } = await live('old');
    expect(metadata.generation).toBe(1);
    expect(spec.selector.matchLabels).toMatchObject({
      'app.kubernetes.io/instance': 'old',
    });
  });

  it('is replaced by the first apply, with nothing of ours left', async () => {
    await apply(clusters.fresh);
    const { metadata, spec } = await live('fresh');
    const [container, ...others] = spec.template.spec.containers;
    expect(others).toEqual([]);
    expect(container.command).toBeUndefined();
    expect(container.args).toBeUndefined();
    expect(container.securityContext).toEqual({ privileged: true });
    expect(spec.template.spec.volumes.map(({ name }) => name)).toEqual([
      'conf',
      'conf-template',
    ]);
    expect(metadata.labels).toBeUndefined();
  });

  it('cannot be replaced where it is old, until it is deleted as the report says', async () => {
    await expect(apply(clusters.old)).rejects.toMatchObject({ status: 409 });
    await expect(apply(clusters.old, true)).rejects.toMatchObject({
      status: 422,
    });
    await lab.api.client.delete(daemonSets, (await live('old')).metadata);
    await eventually('DPF’s own is there', async () => {
      try {
        return await apply(clusters.old);
      } catch {
        return undefined;
      }
    });
    expect((await live('old')).spec.template.spec.initContainers).toHaveLength(
      1,
    );
  });
});
