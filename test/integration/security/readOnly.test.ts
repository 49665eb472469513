import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { ResourceType } from '@dpf-portal/kube-controller';
import { findFreePort } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { kubeconfigSecret } from '../../fixtures/kubeconfigs';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { staticCluster } from '../../fixtures/staticCluster';
import { Lab } from '../../management/Lab';
import { BackendProcess } from '../../portal/BackendProcess';
import { eventually } from '../../portal/eventually';
import { filesLoaded } from '../../portal/filesCalled';
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

/** What `deploy/rbac/portal.yaml` adds to `portal-read-only.yaml`, as `plural namespace/name`. */
const WRITING: Array<{
  resource: ResourceType;
  namespace?: string;
  name: string;
}> = [
  ['clusterrolebindings', 'ClusterRoleBinding', undefined, 'dpf-portal'],
  ['rolebindings', 'RoleBinding', 'dpf-uploads', 'dpf-portal-secrets'],
  ['rolebindings', 'RoleBinding', NAMESPACE, 'dpf-portal-secrets'],
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

function isRead({ verb, objectRef }: AuditEvent): boolean {
  return (
    READS.includes(verb) ||
    (verb === 'create' && REVIEWS.includes(objectRef?.resource ?? ''))
  );
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
  }, 300_000);

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
        // Some need a query, or an object that is not there.
        expect(`${status} ${filled}`).toMatch(/^(200|400|404) /);
      }
    }
  }

  /** Runs every scheduled task to its end. */
  async function runAllTasks(backend: BackendProcess): Promise<string[]> {
    const list = async () =>
      (await backend.json<{ tasks: ScheduledTask[] }>('GET', TASKS)).tasks;
    const names = (await list()).map(({ taskId }) => taskId);
    for (const name of names) {
      await backend.request('POST', `${TASKS}/${name}/trigger`);
    }
    await eventually('every task has ended once', async () =>
      (await list()).every(({ taskState }) => taskState?.lastRunEndedAt)
        ? true
        : undefined,
    );
    const failed = (await list()).filter(
      ({ taskState }) => taskState?.lastRunError,
    );
    expect(failed).toEqual([]);
    return names;
  }

  async function liveThrough(name: string): Promise<{
    requests: AuditEvent[];
    tenantWrites: string[];
    loaded: Set<string>;
    tasks: string[];
  }> {
    const coverageDir = path.join(stateDir, name, 'coverage');
    const backend = BackendProcess.create({
      port: await findFreePort(),
      stateDir: path.join(stateDir, name),
      portalKubeconfigFile: lab.cluster.portalKubeconfigFile,
      controllersKubeconfigFile: lab.cluster.controllersKubeconfigFile,
      tenantProxyUrl: lab.cluster.proxyUrl,
      roles: 'disabled',
      coverageDir,
    });
    const tenants = () => [
      ...lab.cluster.lightTenant('static').writes,
      ...lab.cluster.lightTenant({ namespace: NAMESPACE, name: 'green' })
        .writes,
    ];
    const [before, writesBefore] = [
      (await readAuditLog(lab.cluster.auditLogFile)).length,
      tenants().length,
    ];
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
      await backend.stop();
      const events = await readAuditLog(lab.cluster.auditLogFile);
      return {
        requests: events
          .slice(before)
          .filter(
            ({ user, userAgent = '' }) =>
              user.username === 'dpf-portal' ||
              userAgent.startsWith('dpf-portal'),
          ),
        tenantWrites: tenants().slice(writesBefore),
        loaded: filesLoaded(coverageDir),
        tasks,
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
    ['all rights of deploy/rbac', async () => {}],
    ['the rights of portal-read-only.yaml', takeWritingRights],
  ])(
    'only reads until somebody requests something, and loads no reconciler, with %s',
    async (rights, arrange) => {
      await arrange();
      const { requests, tenantWrites, loaded, tasks } = await liveThrough(
        rights.replace(/\W/g, '-'),
      );
      expect(tasks).toEqual(
        expect.arrayContaining([
          'tidy-kubeconfig-uploads',
          'remove-ended-credentials',
          'check-reservation-rights',
        ]),
      );
      expect(requests.length).toBeGreaterThan(0);
      expect(requests.filter(event => !isRead(event)).map(described)).toEqual(
        [],
      );
      expect(tenantWrites).toEqual([]);
      const files = [...loaded];
      expect(files.filter(file => file.startsWith(CONTROLLERS))).toEqual([]);
      expect(files.some(file => file.startsWith(WORLD))).toBe(true);
    },
    300_000,
  );
});
