import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { guideExample, guideSecret } from '../fixtures/guideExample';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { Lab } from '../management/Lab';
import { BackendProcess } from '../portal/BackendProcess';
import { eventually } from '../portal/eventually';
import { readAuditLog } from '../portal/readAuditLog';
import { readGrants } from '../rbac/readGrants';
import { readUse } from '../rbac/readUse';

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

interface DaemonSet extends KubeObject {
  spec?: { template?: { spec?: { hostNetwork?: boolean } } };
}

interface AccessReview extends KubeObject {
  spec: object;
  status?: { allowed: boolean };
}

const ACCESS_REVIEWS: ResourceType = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'subjectaccessreviews',
  kind: 'SubjectAccessReview',
  namespaced: false,
};

const PORTAL_NAMESPACE = 'dpf-clusters';

/** Read permissions for kinds that this test does not define, or that nothing reads in the life of a cluster. */
const READ_IN_PASSING = Object.fromEntries(
  [
    'dpusets.provisioning.dpu.nvidia.com',
    'dpunodes.provisioning.dpu.nvidia.com',
    'dpunodemaintenances.provisioning.dpu.nvidia.com',
    'dpudeployments.svc.dpu.nvidia.com',
    'dpfoperatorconfigs.operator.dpu.nvidia.com',
  ].flatMap(resource =>
    ['get', 'list', 'watch'].map(verb => [
      `${verb} ${resource}`,
      'only where DPF has them, to explain where a DPU waits and what DPF asks for',
    ]),
  ),
);

/** Permissions that no cluster of this test needs, with the reason why they are granted. */
const GRANTED_ALL_THE_SAME: Record<string, Record<string, string>> = {
  'dpf-controllers': {
    ...READ_IN_PASSING,
    'update dpuclusters/finalizers.provisioning.dpu.nvidia.com':
      'asked for by OwnerReferencesPermissionEnforcement, which is off here',
    'patch tenantcontrolplanes.kamaji.clastix.io':
      'repairs what somebody else changed',
    'delete daemonsets.apps':
      'only for keepalived as the vendor left it, once it is to be another',
    'create events.events.k8s.io': 'only when something goes wrong',
    'get servicemonitors.monitoring.coreos.com':
      'only where the Prometheus operator is installed',
    'create servicemonitors.monitoring.coreos.com':
      'only where the Prometheus operator is installed',
    'get namespaces': 'only to explain why there are no Leases',
    'patch secrets': 'only for kubeconfigs that became stale',
  },
  'dpf-portal': {
    ...READ_IN_PASSING,
    'assign-owner dpuclusters.provisioning.dpu.nvidia.com':
      'asked for by the admission policy, not by a request',
  },
};

const PORTAL_FILES = [
  'portal-observe.yaml',
  'portal-request.yaml',
  'portal-credentials.yaml',
  'portal-uploads.yaml',
];

describe('The roles in deploy/charts/dpf-portal/rbac', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'rbac-'));
  let lab: Lab;
  let backend: BackendProcess;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    backend = await BackendProcess.forLab(lab, {
      stateDir,
    });
    await backend.start();
    for (const group of Object.values(DPU_CLUSTER_GROUPS)) {
      await liveThroughAll(group);
    }
    await liveThroughPortal();
  });

  afterAll(async () => {
    await backend?.stop();
    await lab?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  /** Creates, damages and deletes clusters of both types without the portal. A Service was restored before. */
  async function liveThroughAll(
    group: (typeof DPU_CLUSTER_GROUPS)[keyof typeof DPU_CLUSTER_GROUPS],
  ): Promise<void> {
    const n = Object.values(DPU_CLUSTER_GROUPS).indexOf(group);
    const namespace = ['team-a', 'team-b'][n];
    const kamaji: DpuCluster = {
      ...kamajiCluster('kamaji', {
        vip: `10.66.66.${100 + n}`,
        virtualRouterID: 100 + n,
      }),
      apiVersion: `${group}/v1alpha1`,
    };
    await lab.api.createSecret(
      namespace,
      guideSecret(lab.cluster.staticKubeconfig),
    );
    // As a backup restores it, without an owner.
    const service: KubeObject & { spec: object } = {
      metadata: { name: 'kamaji', namespace },
      spec: {
        type: 'NodePort',
        selector: { 'kamaji.clastix.io/name': 'kamaji' },
        ports: [{ name: 'kube-apiserver', port: 6443 }],
      },
    };
    await lab.api.client.create(CORE_RESOURCES.services, service);
    const created = await Promise.all(
      [kamaji, guideExample('static', group)].map(cluster =>
        lab.api.createCluster(namespace, cluster),
      ),
    );
    await Promise.all(created.map(cluster => lab.api.clusterReady(cluster)));
    await damage(namespace);
    await Promise.all(created.map(cluster => lab.api.deleteCluster(cluster)));
  }

  /** Deletes one child and changes another. Resolves when both are restored. */
  async function damage(namespace: string): Promise<void> {
    const { client } = lab.api;
    const ref = { namespace, name: 'kamaji-keepalived' };
    const { daemonSets, configMaps } = CORE_RESOURCES;
    const before = await client.get<ConfigMap>(configMaps, ref);
    const [key] = Object.keys(before.data ?? {});
    const repaired = (accept: (config: ConfigMap) => boolean) =>
      eventually('the ConfigMap is repaired', async () => {
        const config = await client.get<ConfigMap>(configMaps, ref);
        return accept(config) || undefined;
      });
    await client.mergePatch(configMaps, ref, { data: { [key]: 'broken' } });
    await repaired(({ data }) => data?.[key] === before.data?.[key]);
    await client.delete(configMaps, ref);
    await repaired(({ metadata }) => metadata.uid !== before.metadata.uid);
    await client.mergePatch(daemonSets, ref, {
      spec: { template: { spec: { hostNetwork: false } } },
    });
    await eventually('the DaemonSet is repaired', async () => {
      const { spec } = await client.get<DaemonSet>(daemonSets, ref);
      return spec?.template?.spec?.hostNetwork || undefined;
    });
  }

  /** Creates clusters of both types by the REST API and reads all their details. */
  async function liveThroughPortal(): Promise<void> {
    const { handle } = await backend.json<{ handle: string }>(
      'POST',
      '/api/dpf/kubeconfig-uploads',
      { managementCluster: 'local', kubeconfig: lab.cluster.staticKubeconfig },
    );
    const requests = [
      { name: 'asked', type: 'kamaji' },
      { name: 'registered', type: 'static', kubeconfigUpload: handle },
    ];
    for (const request of requests) {
      await liveThrough(request);
    }
  }

  async function liveThrough(request: { name: string }): Promise<void> {
    const { item } = await backend.json<{ item: { uid: string } }>(
      'POST',
      '/api/dpf/dpu-clusters',
      { requestId: `rbac-${request.name}`, ...request },
    );
    const page = `/api/dpf/dpu-clusters/local/${PORTAL_NAMESPACE}/${request.name}`;
    await lab.api.clusterReady({
      ...guideExample('static', DPU_CLUSTER_GROUPS.released),
      metadata: { name: request.name, namespace: PORTAL_NAMESPACE },
    });
    for (const more of ['', '/findings', '/events', '/history', '/resources']) {
      await backend.json('GET', page + more);
    }
    await backend.json('PATCH', page, { maxNodes: 12 });
    await backend.request('DELETE', `${page}?uid=${item.uid}`);
    await eventually(`${request.name} is gone`, async () =>
      (await backend.request('GET', page)).status === 404 ? true : undefined,
    );
  }

  it.each(Object.keys(GRANTED_ALL_THE_SAME))(
    'let %s read Secrets only where clusters are, in the local cluster, too',
    async user => {
      const namespaces = await lab.api.client.listAll(
        CORE_RESOURCES.namespaces,
      );
      const readable = [];
      for (const { metadata } of namespaces) {
        if (await mayReadSecrets(user, metadata.name)) {
          readable.push(metadata.name);
        }
      }
      const clusters = ['dpf-clusters', 'team-a', 'team-b'];
      expect(readable.sort()).toEqual(
        user === 'dpf-portal' ? [...clusters, 'dpf-uploads'].sort() : clusters,
      );
    },
  );

  async function mayReadSecrets(
    user: string,
    namespace: string,
  ): Promise<boolean> {
    const { status } = await lab.api.client.create<AccessReview>(
      ACCESS_REVIEWS,
      {
        metadata: { name: '' },
        spec: {
          user,
          resourceAttributes: { verb: 'get', resource: 'secrets', namespace },
        },
      },
    );
    return status?.allowed ?? false;
  }

  it('let a portal that only looks write nothing and read no Secret', () => {
    const granted = [
      ...readGrants('dpf-portal', { files: ['portal-observe.yaml'] }),
    ];
    expect(granted).toContain('list dpuclusters.provisioning.dpu.nvidia.com');
    expect(
      granted.filter(right => !/^(get|list|watch) (?!secrets)/.test(right)),
    ).toEqual([]);
  });

  it.each(PORTAL_FILES)(
    'grant the ServiceAccount of the portal what %s grants its user',
    file => {
      const files = [file];
      expect(
        readGrants('dpf-portal', { kind: 'ServiceAccount', files }),
      ).toEqual(readGrants('dpf-portal', { files }));
    },
  );

  it.each(Object.keys(GRANTED_ALL_THE_SAME))(
    'are what %s makes use of, no less and no more',
    async username => {
      const granted = readGrants(username);
      const { used, refused } = readUse(
        await readAuditLog(lab.cluster.auditLogFile),
        username,
      );
      const reasons = GRANTED_ALL_THE_SAME[username];
      expect([...refused]).toEqual([]);
      expect(
        [...granted].filter(right => !used.has(right) && !(right in reasons)),
      ).toEqual([]);
    },
  );
});
