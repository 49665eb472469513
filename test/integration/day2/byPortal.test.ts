import { DpfClient } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuCluster, TenantControlPlane } from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  ObjectRef,
  ResourceType,
  isNotFound,
} from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { SecretObject } from '../../fixtures/guideExample';
import { textOf } from '../../fixtures/kubeconfigs';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { BackendProcess } from '../../portal/BackendProcess';
import { dpfClientOf } from '../../portal/dpfClientOf';
import { eventually } from '../../portal/eventually';

const NAMESPACE = 'dpf-clusters';
const GROUP = 'provisioning.dpu.nvidia.com';
const RESOURCE = ManagementApi.resourceOf(GROUP);
const DPUS = { ...RESOURCE, plural: 'dpus', kind: 'DPU' };
const HOUR_MS = 60 * 60_000;

const refOf = (name: string) => ({
  managementCluster: 'local',
  namespace: NAMESPACE,
  name,
});

describe('An owner, by the portal and on a real API server,', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'day2-'));
  let lab: Lab;
  let backend: BackendProcess;
  let dpf: DpfClient;
  let kamaji: DpuCluster;
  let registered: DpuCluster;

  beforeAll(async () => {
    lab = await Lab.start();
    backend = await BackendProcess.forLab(lab, {
      stateDir,
    });
    await backend.start();
    dpf = dpfClientOf(backend);
    kamaji = await ask({ name: 'asked', type: 'kamaji' });
    registered = await ask({
      name: 'registered',
      type: 'static',
      kubeconfigUpload: await upload(lab.cluster.staticKubeconfig),
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await lab?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  async function upload(kubeconfig: string): Promise<string> {
    const { handle = '' } = await dpf.uploadKubeconfig({
      managementCluster: 'local',
      kubeconfig,
    });
    return handle;
  }

  async function ask(
    request: Pick<
      Parameters<DpfClient['createDpuCluster']>[0],
      'name' | 'type' | 'kubeconfigUpload'
    >,
  ): Promise<DpuCluster> {
    await dpf.createDpuCluster({
      requestId: `day2-${request.name}`,
      ...request,
    });
    const live = await lab.api.client.get<DpuCluster>(RESOURCE, {
      namespace: NAMESPACE,
      name: request.name,
    });
    return await lab.api.clusterReady(live);
  }

  const uidOf = ({ metadata }: DpuCluster) => metadata.uid ?? '';
  const secretOf = ({ spec }: DpuCluster) => ({
    namespace: NAMESPACE,
    name: spec.kubeconfig ?? '',
  });

  async function exists(
    resource: ResourceType,
    ref: ObjectRef,
  ): Promise<boolean> {
    try {
      await lab.api.client.get(resource, ref);
      return true;
    } catch (error) {
      if (isNotFound(error)) {
        return false;
      }
      throw error;
    }
  }

  it('asks whether a cluster would go, and it stays', async () => {
    await dpf.deleteDpuCluster(refOf('asked'), {
      uid: uidOf(kamaji),
      dryRun: true,
    });
    const { metadata } = await lab.api.client.get(RESOURCE, kamaji.metadata);
    expect(metadata.uid).toBe(uidOf(kamaji));
    expect(metadata.deletionTimestamp).toBeUndefined();
  });

  it('is given the DPUs that block a deletion', async () => {
    const dpu = await lab.api.client.create(DPUS, assignedDpu('dpu-7', kamaji));
    await eventually('the portal knows the DPU', async () =>
      (await dpf.getDpuCluster(refOf('asked'))).item.dpus.assigned === 1
        ? true
        : undefined,
    );
    await expect(
      dpf.deleteDpuCluster(refOf('asked'), { uid: uidOf(kamaji) }),
    ).rejects.toMatchObject({
      statusCode: 409,
      body: { error: { message: expect.stringContaining('dpu-7') } },
    });
    await lab.api.client.delete(DPUS, dpu.metadata);
  });

  it('upgrades it by one minor version', async () => {
    await dpf.updateDpuCluster(refOf('asked'), { version: 'v1.30.0' });
    await eventually('v1.30.0 is installed', async () => {
      const { status } = await lab.api.client.get<TenantControlPlane>(
        TENANT_CONTROL_PLANES,
        kamaji.metadata,
      );
      return status?.kubernetesResources?.version?.version === 'v1.30.0'
        ? true
        : undefined;
    });
    const { item } = await dpf.getDpuCluster(refOf('asked'));
    expect(item).toMatchObject({ phase: 'Ready', uid: uidOf(kamaji) });
  });

  it('pauses it, so that a change of its children stands until it goes on', async () => {
    const keepalived = { namespace: NAMESPACE, name: 'asked-keepalived' };
    const { configMaps } = CORE_RESOURCES;
    const config = () =>
      lab.api.client.get<SecretObject>(configMaps, keepalived);
    const { data } = await config();
    const [key] = Object.keys(data);
    const { item } = await dpf.updateDpuCluster(refOf('asked'), {
      pausedUntil: new Date(Date.now() + HOUR_MS).toISOString(),
    });
    expect(item.pausedUntil).toBeDefined();
    await lab.api.client.mergePatch(configMaps, keepalived, {
      data: { [key]: 'by hand' },
    });
    // Enough time for a reconcile of the paused cluster.
    const other = await ask({ name: 'other', type: 'kamaji' });
    expect((await config()).data[key]).toBe('by hand');
    await dpf.updateDpuCluster(refOf('asked'), { pausedUntil: null });
    await eventually('the ConfigMap is as it was', async () =>
      (await config()).data[key] === data[key] ? true : undefined,
    );
    await dpf.deleteDpuCluster(refOf('other'), { uid: uidOf(other) });
    await lab.api.clusterGone(other);
  });

  it('locks it, so that nobody deletes it, and unlocks it', async () => {
    const { item } = await dpf.updateDpuCluster(refOf('asked'), {
      locked: 'Production until May.',
    });
    expect(item.locked).toMatch(/^user:\S+: Production until May\.$/);
    const refused = {
      statusCode: 409,
      body: {
        error: {
          message: expect.stringMatching(
            /is locked against deletion by user:\S+: “Production until May”/,
          ),
        },
      },
    };
    for (const dryRun of [true, false]) {
      await expect(
        dpf.deleteDpuCluster(refOf('asked'), { uid: uidOf(kamaji), dryRun }),
      ).rejects.toMatchObject(refused);
    }
    await dpf.updateDpuCluster(refOf('asked'), { locked: null });
    await dpf.deleteDpuCluster(refOf('asked'), {
      uid: uidOf(kamaji),
      dryRun: true,
    });
  });

  it('is told what somebody else has changed, and overwrites nothing', async () => {
    const maxNodes = async () =>
      (await lab.api.client.get<DpuCluster>(RESOURCE, kamaji.metadata)).spec
        .maxNodes;
    const before = await maxNodes();
    // Whoever changes it by kubectl is not seen at once.
    await lab.api.client.mergePatch(RESOURCE, kamaji.metadata, {
      spec: { maxNodes: 7 },
    });
    await expect(
      dpf.updateDpuCluster(refOf('asked'), {
        maxNodes: 8,
        expected: { uid: uidOf(kamaji), maxNodes: before },
      }),
    ).rejects.toMatchObject({
      statusCode: 409,
      body: {
        error: { details: [{ field: 'maxNodes' }] },
      },
    });
    expect(await maxNodes()).toBe(7);
    const { effects } = await dpf.updateDpuCluster(
      refOf('asked'),
      { maxNodes: 5, expected: { maxNodes: 7 } },
      { dryRun: true },
    );
    expect(effects).toEqual(['Lowering the ceiling removes no DPU.']);
    expect(await maxNodes()).toBe(7);
  });

  it('has a control plane that was scaled by hand set back', async () => {
    const controlPlane = () =>
      lab.api.client.get<TenantControlPlane>(
        TENANT_CONTROL_PLANES,
        kamaji.metadata,
      );
    const replicasOf = ({ spec }: TenantControlPlane) =>
      spec?.controlPlane?.deployment?.replicas;
    const before = replicasOf(await controlPlane());
    await lab.api.client.mergePatch(TENANT_CONTROL_PLANES, kamaji.metadata, {
      spec: { controlPlane: { deployment: { replicas: 1 } } },
    });
    await eventually('the portal offers it', async () => {
      const { item } = await dpf.getDpuCluster(refOf('asked'));
      const restore = item.edits?.items.find(one => one.edit === 'restore');
      return restore?.offered ? true : undefined;
    });
    await dpf.updateDpuCluster(refOf('asked'), { restore: 'controlPlane' });
    await eventually('it has its replicas again', async () =>
      replicasOf(await controlPlane()) === before ? true : undefined,
    );
    await lab.api.clusterReady(kamaji);
    expect(replicasOf(await controlPlane())).toBe(before);
  });

  it('has the certificates of both admin kubeconfigs issued anew', async () => {
    await eventually('the portal offers it', async () => {
      const { item } = await dpf.getDpuCluster(refOf('asked'));
      const renewal = item.edits?.items.find(
        one => one.edit === 'certificates',
      );
      return renewal?.offered ? true : undefined;
    });
    const secret = () =>
      lab.api.client.get<SecretObject>(CORE_RESOURCES.secrets, {
        namespace: NAMESPACE,
        name: 'asked-admin-kubeconfig',
      });
    const texts = async () => {
      const now = await secret();
      return ['admin.conf', 'super-admin.conf'].map(key =>
        now.data?.[key] ? textOf(now, key) : '',
      );
    };
    const before = await texts();
    const rotate = 'certs.kamaji.clastix.io/rotate';
    expect((await secret()).metadata.annotations?.[rotate]).toBeUndefined();
    await dpf.updateDpuCluster(
      refOf('asked'),
      { renewCertificates: 'kubeconfig' },
      { dryRun: true },
    );
    expect((await secret()).metadata.annotations?.[rotate]).toBeUndefined();
    await dpf.updateDpuCluster(refOf('asked'), {
      renewCertificates: 'kubeconfig',
    });
    expect((await secret()).metadata.annotations?.[rotate]).toBeDefined();
    await eventually('both kubeconfigs are new', async () =>
      (await texts()).every((text, nth) => text && text !== before[nth])
        ? true
        : undefined,
    );
    await lab.api.clusterReady(kamaji);
  });

  it('replaces the kubeconfig of a cluster that was brought along', async () => {
    const replacedFrom = async () => {
      const secret = await lab.api.client.get<SecretObject>(
        CORE_RESOURCES.secrets,
        secretOf(registered),
      );
      return {
        text: textOf(secret, 'super-admin.conf'),
        upload: secret.metadata.annotations?.['dpf-portal.io/replaced-from'],
      };
    };
    const before = await replacedFrom();
    await dpf.updateDpuCluster(refOf('registered'), {
      kubeconfigUpload: await upload(
        `# of this year\n${lab.cluster.staticKubeconfig}`,
      ),
    });
    const after = await replacedFrom();
    expect(after.upload).not.toBe(before.upload);
    // The same credentials result in the same text: the portal writes only the fields that it has parsed, without
    // comments.
    expect(after.text).toBe(before.text);
    expect(after.text).toContain(lab.cluster.staticServer);
    const { item } = await dpf.getDpuCluster(refOf('registered'));
    expect(item).toMatchObject({ phase: 'Ready', uid: uidOf(registered) });
  });

  it('lets both go, their children and Secrets with them', async () => {
    for (const cluster of [kamaji, registered]) {
      const { name } = cluster.metadata;
      await dpf.deleteDpuCluster(refOf(name), { uid: uidOf(cluster) });
      await lab.api.clusterGone(cluster);
      await eventually(`nothing is left of ${name}`, async () => {
        const left = await Promise.all([
          exists(CORE_RESOURCES.secrets, secretOf(cluster)),
          exists(TENANT_CONTROL_PLANES, cluster.metadata),
        ]);
        return left.includes(true) ? undefined : true;
      });
      await expect(dpf.getDpuCluster(refOf(name))).rejects.toMatchObject({
        statusCode: 404,
      });
    }
  });
});
