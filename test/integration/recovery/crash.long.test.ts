import { ManagementCluster } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { LocalCluster, findFreePort } from '@dpf-portal/local-cluster';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createServingCertificate } from '../../faults/createServingCertificate';
import { AnsweredWrite, FaultProxy } from '../../faults/FaultProxy';
import { ManagementApi } from '../../management/ManagementApi';
import { BackendProcess } from '../../portal/BackendProcess';
import { eventually } from '../../portal/eventually';
import { readAuditLog } from '../../portal/readAuditLog';
import { ScaffolderTasks } from '../../portal/ScaffolderTasks';

const NAMESPACE = 'dpf-clusters';
const UPLOADS = 'dpf-uploads';

type Write = (write: AnsweredWrite) => boolean;

function post(plural: string, namespace = NAMESPACE): Write {
  return ({ method, path: at }) =>
    method === 'POST' && at.endsWith(`/namespaces/${namespace}/${plural}`);
}

function patch(suffix: string): Write {
  return ({ method, path: at }) => method === 'PATCH' && at.endsWith(suffix);
}

/** Matches the nth matching write since its creation. */
function nth(count: number, fits: Write): Write {
  let seen = 0;
  return write => {
    seen += fits(write) ? 1 : 0;
    return seen === count && fits(write);
  };
}

describe('A back end killed with SIGKILL', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'crash-'));
  let cluster: LocalCluster;
  let api: ManagementApi;
  let proxies: FaultProxy[];
  let backend: BackendProcess;
  let tasks: ScaffolderTasks;
  /** Kills the back end right after this write, before it receives the response. */
  let killAfter: { fits: Write; killed: () => void } | undefined;

  async function onWriteAnswered(write: AnsweredWrite): Promise<void> {
    if (killAfter?.fits(write)) {
      const { killed } = killAfter;
      killAfter = undefined;
      await backend.kill();
      killed();
    }
  }

  async function proxyFor(kubeconfigFile: string): Promise<string> {
    const upstream = new KubeConfig();
    upstream.loadFromFile(kubeconfigFile);
    const proxy = await FaultProxy.start({
      upstream,
      serving: await createServingCertificate(),
      onWriteAnswered,
    });
    proxies.push(proxy);
    const file = path.join(stateDir, `${proxies.length}.kubeconfig`);
    fs.writeFileSync(file, proxy.kubeConfigYaml(), { mode: 0o600 });
    return file;
  }

  /** Runs `act`. Resolves when the back end has been killed after the matching write and restarted. */
  async function killedAfter<T>(
    fits: Write,
    act: () => Promise<T>,
  ): Promise<T | undefined> {
    const killed = new Promise<void>(resolve => {
      killAfter = { fits, killed: resolve };
    });
    const acted = act().catch(() => undefined);
    await killed;
    const result = await acted;
    await startAgain();
    return result;
  }

  /** Resolves when the back end has read the management cluster; before, it rejects uploads. */
  async function startAgain(): Promise<void> {
    await backend.start();
    await eventually('the management cluster is read', async () => {
      const { items } = await backend.json<{
        items: ManagementCluster[];
      }>('GET', '/api/dpf/management-clusters');
      return items.every(({ synced }) => synced) || undefined;
    });
  }

  /** All successful creations by the portal or its controllers, as `resource/name`, including duplicates. */
  async function creationsFor(name: string): Promise<string[]> {
    const events = await readAuditLog(cluster.auditLogFile);
    return events
      .filter(
        ({ verb, user, responseStatus, objectRef }) =>
          verb === 'create' &&
          user.username.startsWith('dpf-') &&
          responseStatus?.code === 201 &&
          objectRef?.namespace === NAMESPACE &&
          (objectRef.name === name || objectRef.name === `${name}-keepalived`),
      )
      .map(({ objectRef }) => `${objectRef?.resource}/${objectRef?.name}`)
      .sort();
  }

  async function expectReady(name: string, taskId: string): Promise<void> {
    await tasks.completed(taskId);
    const { item } = await backend.json<{ item: { phase: string } }>(
      'GET',
      `/api/dpf/dpu-clusters/local/${NAMESPACE}/${name}`,
    );
    expect(item.phase).toBe('Ready');
  }

  beforeAll(async () => {
    cluster = LocalCluster.create({
      stateDir: path.join(stateDir, 'management-cluster'),
      light: true,
      kamaji: false,
    });
    await cluster.start();
    api = ManagementApi.fromKubeConfig(cluster.kubeConfig);
    proxies = [];
    backend = BackendProcess.create({
      port: await findFreePort(),
      stateDir: path.join(stateDir, 'portal'),
      portalKubeconfigFile: await proxyFor(cluster.portalKubeconfigFile),
      controllersKubeconfigFile: await proxyFor(
        cluster.controllersKubeconfigFile,
      ),
      tenantProxyUrl: cluster.proxyUrl,
    });
    await backend.start();
    tasks = new ScaffolderTasks(backend);
  });

  afterAll(async () => {
    await backend?.stop();
    await Promise.all((proxies ?? []).map(proxy => proxy.stop()));
    api?.close();
    await cluster?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  const writes: Array<[string, (name: string) => Write]> = [
    ['the DPUCluster', () => post('dpuclusters')],
    ['the finalizers', name => patch(`/dpuclusters/${name}`)],
    ['phase Creating', name => patch(`/dpuclusters/${name}/status`)],
    ['the Service', () => post('services')],
    ['the TenantControlPlane', () => post('tenantcontrolplanes')],
    ['the keepalived ConfigMap', () => post('configmaps')],
    ['the keepalived DaemonSet', () => post('daemonsets')],
    ['the kubeconfig’s name', name => nth(2, patch(`/dpuclusters/${name}`))],
    ['phase Ready', name => nth(2, patch(`/dpuclusters/${name}/status`))],
  ];

  it.each(writes)(
    'brings a kamaji cluster to Ready when it dies after writing %s',
    async (_what, writeOf) => {
      const name = `crash-${writes.findIndex(([what]) => what === _what)}`;
      let taskId = '';
      await killedAfter(writeOf(name), async () => {
        taskId = await tasks.start('dpu-cluster-kamaji', { name });
      });
      await expectReady(name, taskId);
      expect(await creationsFor(name)).toEqual([
        `configmaps/${name}-keepalived`,
        `daemonsets/${name}-keepalived`,
        `dpuclusters/${name}`,
        `services/${name}`,
        `tenantcontrolplanes/${name}`,
      ]);
    },
  );

  it('lets a task that waits go on', async () => {
    const name = 'crash-wait';
    const taskId = await tasks.start('dpu-cluster-kamaji', { name });
    await eventually('the task waits', async () =>
      (await tasks.log(taskId)).some(line => /wait/i.test(line))
        ? true
        : undefined,
    );
    await backend.kill();
    await startAgain();
    await expectReady(name, taskId);
  });

  it('leaves only a nameless upload behind when it dies after storing one', async () => {
    await killedAfter(post('secrets', UPLOADS), () => upload());
    expect(await api.namesIn(UPLOADS, [CORE_RESOURCES.secrets])).toHaveLength(
      1,
    );
  });

  const staticWrites: Array<[string, (name: string) => Write]> = [
    ['the admin Secret', () => post('secrets')],
    ['the DPUCluster', () => post('dpuclusters')],
    ['the owner reference', name => patch(`/secrets/${name}-admin-kubeconfig`)],
  ];

  it.each(staticWrites)(
    'registers a static cluster when it dies after writing %s',
    async (_what, writeOf) => {
      const name = `static-${staticWrites.findIndex(
        ([what]) => what === _what,
      )}`;
      const { handle } = await upload();
      let taskId = '';
      await killedAfter(writeOf(name), async () => {
        taskId = await tasks.start('dpu-cluster-static', {
          name,
          kubeconfig: handle,
        });
      });
      await expectReady(name, taskId);
      const secret = await api.client.get(CORE_RESOURCES.secrets, {
        namespace: NAMESPACE,
        name: `${name}-admin-kubeconfig`,
      });
      expect(secret.metadata.ownerReferences).toEqual([
        expect.objectContaining({ kind: 'DPUCluster', name }),
      ]);
    },
  );

  function upload(): Promise<{ handle: string }> {
    return backend.json('POST', '/api/dpf/kubeconfig-uploads', {
      managementCluster: 'local',
      kubeconfig: cluster.staticKubeconfig,
    });
  }
});
