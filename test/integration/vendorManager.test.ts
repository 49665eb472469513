import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ControllersProcess } from '../controllers/ControllersProcess';
import { Lab } from '../management/Lab';
import { eventually } from '../portal/eventually';

const NAMESPACE = 'team-a';
const SECRET = 'Secret/pretend-simulated-kubeconfig';
const RBAC = { group: 'rbac.authorization.k8s.io', version: 'v1' };
const apiVersion = `${RBAC.group}/${RBAC.version}`;
const metadata = { name: 'simulated-clusters', namespace: NAMESPACE };

/** The prerequisites from the manager's README. */
const role: KubeObject & { rules: object[] } = {
  apiVersion,
  kind: 'Role',
  metadata,
  rules: [
    {
      apiGroups: [''],
      resources: ['secrets'],
      verbs: ['get', 'create', 'patch'],
    },
  ],
};
const binding: KubeObject & { roleRef: object; subjects: object[] } = {
  apiVersion,
  kind: 'RoleBinding',
  metadata,
  roleRef: { apiGroup: RBAC.group, kind: 'Role', name: metadata.name },
  subjects: [{ apiGroup: RBAC.group, kind: 'User', name: 'dpf-controllers' }],
};

describe('dpf-controllers with a cluster manager of another maker', () => {
  const logs = fs.mkdtempSync(path.join(os.tmpdir(), 'vendor-manager-'));
  let lab: Lab;
  let controllers: ControllersProcess;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    const rbac = { ...RBAC, namespaced: true };
    await lab.api.client.create(
      { ...rbac, plural: 'roles', kind: 'Role' },
      role,
    );
    await lab.api.client.create(
      { ...rbac, plural: 'rolebindings', kind: 'RoleBinding' },
      binding,
    );
    controllers = ControllersProcess.start({
      kubeconfigFile: lab.cluster.controllersKubeconfigFile,
      args: [
        '--allow-cidr=127.0.0.0/8',
        '--manager=@dpf-portal/backstage-plugin-dpf-backend-module-simulated',
      ],
      logFile: path.join(logs, 'dpf-controllers.log'),
    });
  });
  afterAll(async () => {
    await controllers?.stop();
    await lab?.stop();
    fs.rmSync(logs, { recursive: true, force: true });
  });

  it('bring a cluster of its type to Ready, and leave nothing behind when it goes', async () => {
    const secrets = () => lab.api.namesIn(NAMESPACE, [CORE_RESOURCES.secrets]);
    const created = await lab.api.createCluster(NAMESPACE, {
      apiVersion: `${DPU_CLUSTER_GROUPS.released}/v1alpha1`,
      kind: 'DPUCluster',
      metadata: { name: 'pretend' },
      spec: {
        type: 'example.com/simulated',
        version: 'v1.29.0',
        maxNodes: 10,
      },
    });
    const live = await lab.api.clusterReady(created);
    expect(`Secret/${live.spec.kubeconfig}`).toBe(SECRET);
    expect(await secrets()).toContain(SECRET);

    await lab.api.deleteCluster(created);
    await eventually('its Secret is gone', async () =>
      (await secrets()).includes(SECRET) ? undefined : true,
    );
  });
});
