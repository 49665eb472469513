import { CheckOutcome, DATA_STORES, VENDOR_ROLES } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runControllersCommand } from '../../controllers/runControllersCommand';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { eventually } from '../../portal/eventually';
import { vendorDeployment } from '../../vendor/vendorDeployment';

const ROLE_BINDINGS: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
};

const POLICY_BINDINGS: ResourceType = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'validatingadmissionpolicybindings',
  kind: 'ValidatingAdmissionPolicyBinding',
  namespaced: false,
};

describe('dpf-controllers doctor', () => {
  let lab: Lab;
  let directory: string;

  beforeAll(async () => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-doctor-'));
    lab = await Lab.start({ light: true });
  });
  afterAll(async () => {
    await lab?.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  const writeKubeconfig = (name: string, text: string): string => {
    const file = path.join(directory, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const doctor = async (
    kubeconfig = lab.cluster.controllersKubeconfigFile,
    ...args: string[]
  ) => {
    const { code, output } = await runControllersCommand(
      ...['doctor', '--kubeconfig', kubeconfig, '--json'],
      ...['--tenant-proxy', lab.cluster.proxyUrl, ...args],
    );
    const outcomes: CheckOutcome[] = JSON.parse(output);
    const failed = outcomes.filter(({ state }) => state === 'problem');
    return { code, outcomes, failed };
  };

  it('finds nothing in the way of the identity that deploy/ makes, and changes nothing', async () => {
    const { code, outcomes, failed } = await doctor();
    expect(failed).toEqual([]);
    expect(code).toBe(0);
    expect(new Set(outcomes.map(({ check }) => check))).toEqual(
      new Set([
        'API server',
        'DPF definitions',
        'Rights',
        'Roles',
        'Kamaji',
        'Control planes',
        'Nodes',
        'Admission',
        'DPU clusters',
      ]),
    );
    expect(await lab.audit.writesOf('dpf-controllers')).toEqual([]);
  });

  it('prints one line a check and the remedy under it', async () => {
    const { code, output } = await runControllersCommand(
      ...['doctor', '--kubeconfig', lab.cluster.controllersKubeconfigFile],
      ...['--tenant-proxy', lab.cluster.proxyUrl],
    );
    expect(code).toBe(0);
    const lines = output.split('\n');
    const admission = lines.findIndex(line => line.includes('Admission'));
    expect(lines[admission]).toMatch(/^warn +Admission +\S/);
    expect(lines[admission + 1]).toMatch(/^ +→ .*administrator/);
    expect(output).toContain('Nothing is in the way, 1 to be looked at.');
  });

  it('finds the admission policies with an administrator’s eyes', async () => {
    const { outcomes } = await doctor(lab.cluster.adminKubeconfigFile);
    expect(outcomes).toContainEqual(
      expect.objectContaining({
        check: 'Admission',
        state: 'ok',
        message:
          'The admission policies are in force; dpf-portal-dpuclusters-settings does not deny (Audit, Warn)',
      }),
    );
  });

  it('says so where the policy of rights is bound without denying', async () => {
    const name = 'dpf-portal-dpuclusters-rights';
    const binding = await lab.api.client.get(POLICY_BINDINGS, { name });
    const bind = (validationActions: string[]) =>
      lab.api.client.mergePatch(POLICY_BINDINGS, binding.metadata, {
        spec: { validationActions },
      });
    await bind(['Warn', 'Audit']);
    const { outcomes } = await doctor(lab.cluster.adminKubeconfigFile);
    await bind(['Deny']);
    expect(outcomes).toContainEqual(
      expect.objectContaining({
        check: 'Admission',
        state: 'warning',
        message: expect.stringContaining('its binding does not deny'),
      }),
    );
  });

  it('names every right that an identity lacks, and the file that gives it', async () => {
    const stranger = writeKubeconfig(
      'stranger',
      await lab.cluster.addUser({ name: 'stranger' }),
    );
    const { code, failed } = await doctor(stranger);
    expect(code).toBe(1);
    const rights = failed.filter(({ check }) => check === 'Rights');
    expect(
      rights.map(({ remedy }) => remedy?.match(/[\w-]+\.yaml/)?.[0]),
    ).toEqual([
      'controllers.yaml',
      'controllers-kamaji.yaml',
      'controllers-static.yaml',
      'controllers-provisioning.yaml',
      'controllers.yaml',
    ]);
    expect(rights[1].message).toContain(
      'create, patch, delete daemonsets.apps',
    );
  });

  it('tells a role whose consent was withdrawn, and only that one', async () => {
    const binding = { name: 'dpf-controllers-kamaji' };
    const kept = await lab.api.client.get(ROLE_BINDINGS, binding);
    await lab.api.client.delete(ROLE_BINDINGS, binding);
    try {
      const { failed } = await eventually('the server knows', async () => {
        const report = await doctor();
        return report.code === 1 ? report : undefined;
      });
      expect(failed[0]).toMatchObject({
        check: 'Rights',
        message: expect.stringContaining('of the role kamaji'),
        remedy: expect.stringContaining('controllers-kamaji.yaml'),
      });
      expect((await doctor(undefined, '--roles', 'static')).code).toBe(0);
    } finally {
      await lab.api.client.create(ROLE_BINDINGS, {
        ...kept,
        metadata: binding,
      });
      await eventually('the server knows', async () =>
        (await doctor()).code === 0 ? true : undefined,
      );
    }
  });

  it('tells that Kamaji’s data store is missing, where the role kamaji is asked for', async () => {
    const ref = { name: 'default' };
    const dataStore = await lab.api.client.get(DATA_STORES, ref);
    await lab.api.client.delete(DATA_STORES, ref);
    try {
      const { code, failed } = await doctor();
      expect(code).toBe(1);
      expect(failed).toEqual([
        expect.objectContaining({
          check: 'Kamaji',
          message: expect.stringContaining('DataStore default does not exist'),
        }),
      ]);
      expect((await doctor(undefined, '--roles', 'static')).code).toBe(0);
    } finally {
      await lab.api.client.create(DATA_STORES, {
        ...dataStore,
        metadata: ref,
      });
      await lab.api.client.mergePatch(
        DATA_STORES,
        ref,
        { status: { ready: true } },
        { subresource: 'status' },
      );
    }
  });

  it('says how to take over a role whose Deployment of DPF is there, scaled to zero', async () => {
    const deployment = vendorDeployment('kamaji');
    await lab.api.client.create<KubeObject>(CORE_RESOURCES.deployments, {
      ...deployment,
      ...{ spec: { ...deployment.spec, replicas: 0 } },
    });
    try {
      const { code, outcomes } = await doctor();
      expect(code).toBe(0);
      expect(outcomes).toContainEqual({
        check: 'Roles',
        state: 'ok',
        message:
          "The role kamaji stands back: DPF's own kamaji-cm-controller-manager is installed; one that is scaled to zero counts too. " +
          'To let this portal run the role, set spec.kamajiClusterManager.disable: true in the DPFOperatorConfig; DPF then removes the Deployment.',
      });
    } finally {
      await lab.api.client.delete(
        CORE_RESOURCES.deployments,
        deployment.metadata,
      );
    }
  });

  it.each(VENDOR_ROLES.kamaji.leases)(
    'tells who else holds the Lease %s of a role',
    async name => {
      const lease = { namespace: 'dpf-operator-system', name };
      await lab.api.client.create(CORE_RESOURCES.leases, {
        metadata: lease,
        ...{
          spec: {
            holderIdentity: 'vendor_1',
            leaseDurationSeconds: 15,
            renewTime: new Date().toISOString().replace('Z', '000Z'),
          },
        },
      });
      try {
        const { code, outcomes } = await doctor();
        expect(code).toBe(0);
        expect(outcomes).toContainEqual(
          expect.objectContaining({
            check: 'Roles',
            state: 'warning',
            message: expect.stringContaining(
              `vendor_1 holds the role's Lease ${name}`,
            ),
          }),
        );
      } finally {
        await lab.api.client.delete(CORE_RESOURCES.leases, lease);
      }
    },
  );

  it('tells of a selector that no node has, and of a cluster that does not answer', async () => {
    const cluster = kamajiCluster('lost', {
      vip: '10.66.66.90',
      virtualRouterID: 90,
    });
    const { keepalived } = cluster.spec.clusterEndpoint ?? {};
    if (keepalived) {
      keepalived.nodeSelector = { 'example.com/no-such': 'label' };
    }
    cluster.spec.kubeconfig = 'lost-admin-kubeconfig';
    const created = await lab.api.createCluster('team-a', cluster);
    // A missing Secret is expected while a cluster starts.
    await lab.api.client.mergePatch(
      lab.api.resourceOf(created),
      created.metadata,
      { status: { phase: 'Ready' } },
      { subresource: 'status' },
    );
    try {
      const { code, failed } = await doctor();
      expect(code).toBe(1);
      expect(failed.map(({ check, message }) => [check, message])).toEqual([
        ['Nodes', expect.stringContaining('team-a/lost')],
        [
          'DPU clusters',
          expect.stringContaining('lost-admin-kubeconfig does not exist'),
        ],
      ]);
    } finally {
      await lab.api.deleteCluster(created);
    }
  });

  it('tells of a proxy that takes no connection', async () => {
    const { code, output } = await runControllersCommand(
      ...['doctor', '--kubeconfig', lab.cluster.controllersKubeconfigFile],
      ...['--tenant-proxy', 'http://127.0.0.1:1'],
    );
    expect(code).toBe(1);
    expect(output).toMatch(/^FAIL +DPU clusters +The proxy 127\.0\.0\.1:1 /m);
  });

  it('tells of an API server that does not answer, and asks it nothing more', async () => {
    const text = fs.readFileSync(lab.cluster.controllersKubeconfigFile, 'utf8');
    const away = writeKubeconfig(
      'away',
      text.replace(/https:\/\/127\.0\.0\.1:\d+/, 'https://127.0.0.1:1'),
    );
    const { code, outcomes } = await doctor(away);
    expect(code).toBe(1);
    expect(outcomes).toEqual([
      expect.objectContaining({ check: 'API server', state: 'problem' }),
    ]);
  });
});
