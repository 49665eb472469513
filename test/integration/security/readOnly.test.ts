import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { ResourceType } from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { kubeconfigSecret } from '../../fixtures/kubeconfigs';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { staticCluster } from '../../fixtures/staticCluster';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { BackendProcess } from '../../portal/BackendProcess';
import { eventually } from '../../portal/eventually';
import { filesLoaded } from '../../portal/filesLoaded';
import { AuditEvent, readAuditLog } from '../../portal/readAuditLog';

const ROOT = path.resolve(__dirname, '../../..');
const CONTROLLERS = path.join(ROOT, 'packages/dpf-controllers');
const WORLD = path.join(ROOT, 'packages/dpf-world');
const OPENAPI = path.join(ROOT, 'plugins/dpf-backend/src/schema/openapi.yaml');
const NAMESPACE = 'dpf-clusters';
const TASKS = '/api/dpf/.backstage/scheduler/v1/tasks';
const READS = ['get', 'list', 'watch'];
const REVIEWS = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'];

interface ScheduledTask {
  taskId: string;
  taskState: { lastRunEndedAt?: string; lastRunError?: string } | null;
}

/** What the portal's other files of `deploy/charts/dpf-portal/rbac` add to `portal-observe.yaml`. */
const WRITING: Array<{
  resource: ResourceType;
  namespace?: string;
  name: string;
}> = [
  ['clusterrolebindings', 'ClusterRoleBinding', undefined, 'dpf-portal'],
  ['rolebindings', 'RoleBinding', 'dpf-uploads', 'dpf-portal-secrets'],
  ['rolebindings', 'RoleBinding', NAMESPACE, 'dpf-portal-secrets'],
  ['rolebindings', 'RoleBinding', NAMESPACE, 'dpf-portal-credentials'],
  ['rolebindings', 'RoleBinding', NAMESPACE, 'dpf-portal-reservations'],
].map(([plural = '', kind = '', namespace, name = '']) => ({
  resource: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    plural,
    kind,
    namespaced: namespace !== undefined,
  },
  namespace,
  name,
}));

/** What the page of a cluster, or any page, reads. */
function readRoutes(): string[] {
  const { paths }: { paths: Record<string, { get?: object }> } = parse(
    fs.readFileSync(OPENAPI, 'utf8'),
  );
  return Object.keys(paths).filter(route => paths[route].get);
}

/** `verb resource namespace/name`. */
function described({ verb, objectRef = {} }: AuditEvent): string {
  const { resource, subresource, namespace = '', name = '' } = objectRef;
  return `${verb} ${resource}${
    subresource ? `/${subresource}` : ''
  } ${namespace}/${name}`;
}

/** Everything but reads and the portal's questions about its own rights. */
function writesIn(events: AuditEvent[]): string[] {
  const isRead = ({ verb, objectRef }: AuditEvent) =>
    READS.includes(verb) ||
    (verb === 'create' && REVIEWS.includes(objectRef?.resource ?? ''));
  return events.filter(event => !isRead(event)).map(described);
}

function isAccepted({ responseStatus }: AuditEvent): boolean {
  return (responseStatus?.code ?? 500) < 300;
}

describe('A portal with all roles disabled', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'read-only-'));
  let lab: Lab;
  let clusters: DpuCluster[];

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    const controllers = lab.startControllers();
    await lab.api.createSecret(
      NAMESPACE,
      kubeconfigSecret('registered-admin', {
        'super-admin.conf': lab.cluster.staticKubeconfig,
      }),
    );
    const wanted = [
      kamajiCluster('green', { vip: '10.66.66.100', virtualRouterID: 100 }),
      staticCluster('registered', 'registered-admin'),
    ];
    clusters = await Promise.all(
      wanted.map(async cluster =>
        lab.api.clusterReady(await lab.api.createCluster(NAMESPACE, cluster)),
      ),
    );
    await lab.cluster.dpus.provision(
      { namespace: NAMESPACE, name: 'green' },
      ['worker-1-dpu0', 'worker-2-dpu0'],
      { paceMs: 0 },
    );
    // One that wants an address that is taken, one that nobody manages, and one of the guide's group.
    const others = [
      kamajiCluster('rival', { vip: '10.66.66.100', virtualRouterID: 100 }),
      {
        ...staticCluster('foreign', 'nothing'),
        spec: { ...wanted[1].spec, type: 'example.com/other' },
      },
      {
        ...staticCluster('guided', 'registered-admin'),
        apiVersion: `${DPU_CLUSTER_GROUPS.guide}/v1alpha1`,
      },
    ];
    for (const other of others) {
      clusters.push(await lab.api.createCluster(NAMESPACE, other));
    }
    // From here on only the portal could write.
    await controllers.stop();
  });

  afterAll(async () => {
    await lab?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  /** Opens every route that only reads, for each cluster. */
  async function openAllPages(backend: BackendProcess): Promise<void> {
    const { items } = await backend.json<{
      items: Array<{
        namespace: string;
        name: string;
        uid: string;
        groupQualifier?: string;
      }>;
    }>('GET', '/api/dpf/dpu-clusters?overview=true');
    expect(items).toHaveLength(clusters.length);
    for (const { namespace, name, uid, groupQualifier } of items) {
      const query = groupQualifier ? `?group=${groupQualifier}` : '';
      const { items: resources = [] } = await backend.json<{
        items?: Array<{ uid?: string }>;
      }>(
        'GET',
        `/api/dpf/dpu-clusters/local/${namespace}/${name}/resources${query}`,
      );
      const [object] = resources;
      for (const route of readRoutes()) {
        const filled = route
          .replace('{managementCluster}', 'local')
          .replace('{namespace}', namespace)
          .replace('{name}', route.startsWith('/dpus') ? 'worker-1-dpu0' : name)
          .replace(
            '{uid}',
            route.includes('retired') ? uid : object?.uid ?? uid,
          );
        const { status } = await backend.request(
          'GET',
          `/api/dpf${filled}${query}`,
        );
        // Some need a query, an object that is not there, or a setting (409).
        expect(`${status} ${filled}`).toMatch(/^(200|400|404|409) /);
      }
    }
  }

  /** Runs every scheduled task once more, to its end. */
  async function runAllTasks(backend: BackendProcess): Promise<string[]> {
    const list = async () =>
      (await backend.json<{ tasks: ScheduledTask[] }>('GET', TASKS)).tasks;
    const stateOf = async (name: string) =>
      (await list()).find(({ taskId }) => taskId === name)?.taskState;
    const names = (await list()).map(({ taskId }) => taskId);
    await Promise.all(
      names.map(async name => {
        const before = await stateOf(name);
        // Refused while the task runs by itself.
        await eventually(`the task ${name} starts`, async () => {
          const { status } = await backend.request(
            'POST',
            `${TASKS}/${name}/trigger`,
          );
          return status === 200 ? true : undefined;
        });
        const after = await eventually(`the task ${name} ends`, async () => {
          const state = await stateOf(name);
          return state?.lastRunEndedAt === before?.lastRunEndedAt
            ? undefined
            : state;
        });
        expect({ name, error: after?.lastRunError }).toEqual({ name });
      }),
    );
    return names;
  }

  /** The requests of the portal, by whichever identity, that the audit log has so far. */
  async function portalRequests(): Promise<AuditEvent[]> {
    const events = await readAuditLog(lab.cluster.auditLogFile);
    return events.filter(
      ({ user, userAgent = '' }) =>
        ['dpf-portal', 'dpf-controllers'].includes(user.username) ||
        userAgent.startsWith('dpf-portal'),
    );
  }

  /** What was written to the DPU clusters so far. */
  function tenantWrites(): string[] {
    const green = { namespace: NAMESPACE, name: 'green' };
    return [
      ...lab.cluster.lightTenant('static').writes,
      ...lab.cluster.lightTenant(green).writes,
    ];
  }

  /** What a portal does while people only look, and what it does when somebody asks for a cluster. */
  async function observePortal(name: string): Promise<{
    tasks: string[];
    unasked: AuditEvent[];
    unaskedTenantWrites: string[];
    asked: AuditEvent[];
    loaded: Set<string>;
    reconcilers: number[];
  }> {
    const loadedScriptsFile = path.join(stateDir, name, 'scripts');
    const backend = await BackendProcess.forLab(lab, {
      stateDir: path.join(stateDir, name),
      roles: 'disabled',
      loadedScriptsFile,
    });
    const before = await portalRequests();
    const tenantsBefore = tenantWrites();
    await backend.start();
    try {
      await eventually('the management cluster is read', async () => {
        const { items } = await backend.json<{
          items: Array<{ synced: boolean }>;
        }>('GET', '/api/dpf/management-clusters');
        return items[0]?.synced || undefined;
      });
      const tasks = await runAllTasks(backend);
      await openAllPages(backend);
      await runAllTasks(backend);
      const reconcilers = backend.reconcilers();
      const unasked = (await portalRequests()).slice(before.length);
      const unaskedTenantWrites = tenantWrites().slice(tenantsBefore.length);
      const { status } = await backend.request(
        'POST',
        '/api/dpf/dpu-clusters',
        {
          requestId: name,
          name: 'asked',
          type: 'kamaji',
        },
      );
      await backend.stop();
      if (status === 201) {
        await lab.api.client.delete(
          ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released),
          { namespace: NAMESPACE, name: 'asked' },
        );
      }
      return {
        tasks,
        unasked,
        unaskedTenantWrites,
        asked: (await portalRequests()).slice(before.length + unasked.length),
        loaded: filesLoaded(loadedScriptsFile),
        reconcilers,
      };
    } finally {
      await backend.stop();
    }
  }

  async function takeWritingRights(): Promise<void> {
    for (const { resource, namespace, name } of WRITING) {
      await lab.api.client.delete(resource, { namespace, name });
    }
  }

  it.each([
    {
      rights: 'all rights of deploy/charts/dpf-portal/rbac',
      arrange: async () => {},
      written: [
        `create configmaps ${NAMESPACE}/dpf-portal-reservations`,
        `create dpuclusters ${NAMESPACE}/asked`,
        `patch configmaps ${NAMESPACE}/dpf-portal-reservations`,
      ],
    },
    {
      rights: 'the rights of portal-observe.yaml',
      arrange: takeWritingRights,
      written: [],
    },
  ])(
    'only reads until somebody requests something, and loads and starts no reconciler, with $rights',
    async ({ rights, arrange, written }) => {
      await arrange();
      const { tasks, unasked, unaskedTenantWrites, asked, ...others } =
        await observePortal(rights.replace(/\W/g, '-'));
      expect(tasks).toEqual(
        expect.arrayContaining([
          'tidy-kubeconfig-uploads',
          'remove-ended-credentials',
          'check-reservation-rights',
        ]),
      );
      expect(unasked.length).toBeGreaterThan(0);
      expect(writesIn(unasked)).toEqual([]);
      expect(unaskedTenantWrites).toEqual([]);
      // The same log shows what the portal writes when somebody asks for a cluster.
      expect(writesIn(asked.filter(isAccepted))).toEqual(written);
      expect(others.reconcilers).toEqual([]);
      const files = [...others.loaded];
      expect(files.filter(file => file.startsWith(CONTROLLERS))).toEqual([]);
      expect(files.some(file => file.startsWith(WORLD))).toBe(true);
    },
    300_000,
  );
});
