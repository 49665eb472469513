import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import {
  CheckOutcome,
  ManagementClusterConnection,
  checkSetup,
} from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeObject,
  ResourceType,
  isNotFound,
} from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CHART, ChartValues, Helm } from '../../chart/Helm';
import { describeWithHelm } from '../../chart/describeWithHelm';
import { kubeconfigOf, rightsGranted, rightsInFiles } from '../../chart/rights';
import { runControllersCommand } from '../../controllers/runControllersCommand';
import { describeRequiring } from '../../describeUnless';
import { definitionsOf } from '../../fixtures/clusterDefinition';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Kubectl } from '../../management/Kubectl';
import { Lab } from '../../management/Lab';
import { writeBareDeploy } from '../../management/bareDeploy';
import { eventually } from '../../portal/eventually';

const DPF = 'dpf-operator-system';
const CLUSTERS = 'dpf-clusters';
const UPLOADS = 'dpf-uploads';
const NAMESPACES = [CLUSTERS, UPLOADS, DPF, 'default'];
const PORTAL = { namespace: 'dpf-portal', name: 'dpf-portal' };
const CONTROLLERS = { namespace: DPF, name: 'dpf-controllers' };

const monitoring = (plural: string, kind: string): ResourceType => ({
  group: 'monitoring.coreos.com',
  version: 'v1',
  plural,
  kind,
  namespaced: true,
});
const POD_MONITORS = monitoring('podmonitors', 'PodMonitor');
const RULES = monitoring('prometheusrules', 'PrometheusRule');

/** A definition that takes everything, in place of the Prometheus operator's. */
function definitionFor({ group, version, plural, kind }: ResourceType) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, kind, singular: kind.toLowerCase() },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
        },
      ],
    },
  };
}

describeWithHelm('A release of the chart', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chart-'));
  let lab: Lab;
  let helm: Helm;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      deployDir: writeBareDeploy(folder, [DPF]),
      definitions: definitionsOf('dpf-25.10'),
    });
    helm = new Helm(lab.cluster.kubeConfig.exportConfig());
  }, 300_000);

  afterAll(async () => {
    helm?.remove();
    await lab?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Resolves when the authorizer grants an account what the files say, and fails with the difference. */
  async function expectRights(
    account: typeof PORTAL,
    files: readonly string[],
  ): Promise<void> {
    const wanted = rightsInFiles(files, account.name, NAMESPACES);
    const granted = () =>
      rightsGranted(lab.cluster.kubeConfig, account, NAMESPACES);
    try {
      await eventually('the authorizer knows the bindings', async () =>
        JSON.stringify(await granted()) === JSON.stringify(wanted)
          ? true
          : undefined,
      );
    } catch {
      expect(await granted()).toEqual(wanted);
    }
  }

  async function exists(
    resource: ResourceType,
    ref: { namespace?: string; name: string },
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

  async function admission(): Promise<CheckOutcome[]> {
    const { output } = await runControllersCommand(
      ...['doctor', '--json'],
      ...['--kubeconfig', lab.cluster.adminKubeconfigFile],
      ...['--tenant-proxy', lab.cluster.proxyUrl],
    );
    const outcomes: CheckOutcome[] = JSON.parse(output);
    return outcomes.filter(({ check }) => check === 'Admission');
  }

  describe('gives the portal', () => {
    it.each<{ levels: string[] }>([
      { levels: [] },
      { levels: ['request'] },
      { levels: ['credentials'] },
      { levels: ['request', 'uploads'] },
      { levels: ['request', 'credentials', 'uploads'] },
    ])(
      'exactly the rights of observe and of the levels $levels, also after others',
      async ({ levels }) => {
        const rights = Object.fromEntries(levels.map(level => [level, true]));
        await helm.upgrade({ portal: { rights } });
        await expectRights(
          PORTAL,
          ['observe', ...levels].map(level => `portal-${level}.yaml`),
        );
      },
    );

    it('no right where it is off', async () => {
      await helm.upgrade({
        portal: { rights: { observe: false } },
      });
      await expectRights(PORTAL, []);
    });

    it.each<{ levels: string[]; warnings: number }>([
      { levels: ['request', 'credentials', 'uploads'], warnings: 0 },
      { levels: ['request'], warnings: 2 },
      { levels: ['credentials'], warnings: 2 },
      { levels: [], warnings: 1 },
    ])(
      'what the doctor asks for with the levels $levels, and the doctor names the others',
      async ({ levels, warnings }) => {
        const rights = Object.fromEntries(levels.map(level => [level, true]));
        await helm.upgrade({ portal: { rights } });
        await expectRights(
          PORTAL,
          ['observe', ...levels].map(level => `portal-${level}.yaml`),
        );
        const outcomes = await setupOf();
        const wrong = outcomes.filter(
          ({ check, state }) => check === 'Rights' && state !== 'ok',
        );
        expect(wrong.map(({ state }) => state)).toEqual(
          Array.from({ length: warnings }, () => 'warning'),
        );
      },
    );

    /** What the portal says of its own setup, with the account's token. */
    async function setupOf(): Promise<CheckOutcome[]> {
      const connection = ManagementClusterConnection.create({
        name: 'site-a',
        kubeConfig: await kubeconfigOf(lab.cluster.kubeConfig, PORTAL),
        tenantAccess: { mode: 'proxy', proxyUrl: lab.cluster.proxyUrl },
      });
      const stop = new AbortController();
      const running = connection.run(stop.signal);
      try {
        await eventually('the connection is synced', async () =>
          connection.synced ? true : undefined,
        );
        return await checkSetup({
          connection,
          roles: {},
          tenantAccess: { mode: 'proxy', proxyUrl: lab.cluster.proxyUrl },
          signal: stop.signal,
          portal: {
            roles: [],
            requestNamespaces: [CLUSTERS],
            uploadsNamespace: UPLOADS,
            findings: [],
          },
        });
      } finally {
        stop.abort();
        await running;
      }
    }
  });

  it.each([
    { roles: ['kamaji'] },
    { roles: ['static', 'provisioning'] },
    { roles: ['kamaji', 'static', 'provisioning'] },
  ])(
    'gives the controllers exactly the rights of the roles $roles',
    async ({ roles }) => {
      await helm.upgrade({
        controllers: {
          enabled: true,
          roles: Object.fromEntries(roles.map(role => [role, true])),
        },
      });
      await expectRights(CONTROLLERS, [
        'controllers.yaml',
        ...roles.map(role => `controllers-${role}.yaml`),
      ]);
      expect(await exists(CORE_RESOURCES.deployments, CONTROLLERS)).toBe(true);
    },
  );

  it('takes the controllers away again', async () => {
    await helm.upgrade({
      controllers: { enabled: true, roles: { kamaji: true } },
    });
    await helm.upgrade();
    expect(await exists(CORE_RESOURCES.deployments, CONTROLLERS)).toBe(false);
    expect(await exists(CORE_RESOURCES.serviceAccounts, CONTROLLERS)).toBe(
      false,
    );
  });

  it('makes a token for a portal elsewhere where that is asked for', async () => {
    const secret = { namespace: PORTAL.namespace, name: 'dpf-portal-token' };
    await helm.upgrade({ portal: { serviceAccount: { tokenSecret: true } } });
    // The controller of Kubernetes that fills in the token does not run in a lab.
    const { type, metadata } = await lab.api.client.get<
      KubeObject & { type?: string }
    >(CORE_RESOURCES.secrets, secret);
    expect(type).toBe('kubernetes.io/service-account-token');
    expect(metadata.annotations).toMatchObject({
      'kubernetes.io/service-account.name': PORTAL.name,
    });
    await helm.upgrade();
    expect(await exists(CORE_RESOURCES.secrets, secret)).toBe(false);
  });

  describe('installs admission policies', () => {
    it.each<{ what: string; values: ChartValues; says: string }>([
      { what: 'none', values: {}, says: 'are not there' },
      {
        what: 'those of rights alone',
        values: { rights: { enabled: true } },
        says: 'dpf-portal-dpuclusters-settings is not there',
      },
      {
        what: 'both, of which the second warns',
        values: { rights: { enabled: true }, settings: { enabled: true } },
        says: 'dpf-portal-dpuclusters-settings does not deny (Audit, Warn)',
      },
      {
        what: 'both, of which the second denies',
        values: {
          rights: { enabled: true },
          settings: { enabled: true, mode: 'Deny' },
        },
        says: 'dpf-portal-dpuclusters-settings denies',
      },
    ])('$what, as the doctor says', async ({ values, says }) => {
      await helm.upgrade({ admission: values });
      const [first] = await admission();
      expect(first.message).toContain(says);
    });

    it('that exempt DPF and Kamaji where they live', async () => {
      await helm.upgrade({
        namespaces: { dpf: 'dpf-elsewhere', createDpf: true },
        admission: { rights: { enabled: true }, settings: { enabled: true } },
      });
      expect(await admission()).toMatchObject([
        {
          state: 'ok',
          message: expect.stringContaining(
            'DPF’s service accounts are exempt in dpf-elsewhere',
          ),
        },
      ]);
    });
  });

  it('installs objects of the Prometheus operator where they are asked for', async () => {
    const values = {
      monitoring: {
        alerts: { enabled: true },
        alertsControllers: { enabled: true },
        podMonitor: { enabled: true },
        dashboard: { enabled: true },
      },
    };
    await expect(helm.upgrade(values)).rejects.toThrow(/PodMonitor/);
    for (const resource of [POD_MONITORS, RULES]) {
      await lab.api.replaceDefinition(definitionFor(resource));
    }
    await eventually('the definitions are served', async () => {
      try {
        await lab.api.client.listAll(POD_MONITORS);
        await lab.api.client.listAll(RULES);
        return true;
      } catch {
        return undefined;
      }
    });
    await helm.upgrade(values);
    const dashboard = { namespace: DPF, name: 'dpf-portal-dashboard' };
    expect(await exists(CORE_RESOURCES.configMaps, dashboard)).toBe(true);
    const rules = await lab.api.client.listAll(RULES);
    expect(rules.map(({ metadata }) => metadata.name).sort()).toEqual([
      'dpf-controllers',
      'dpu-clusters',
    ]);
    await helm.upgrade();
    expect(await lab.api.client.listAll(POD_MONITORS)).toEqual([]);
  });

  it('leaves clusters and their namespaces where it is uninstalled, and takes them up again', async () => {
    await helm.upgrade({ portal: { rights: { request: true } } });
    const cluster = kamajiCluster('stays', {
      vip: '10.66.66.77',
      virtualRouterID: 77,
    });
    const created = await lab.api.createCluster(CLUSTERS, {
      ...cluster,
      metadata: {
        ...cluster.metadata,
        annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' },
        finalizers: ['provisioning.dpu.nvidia.com/cluster-manager-clean-up'],
      },
    });
    const { code, stderr } = await helm.run(
      ...['uninstall', 'dpf-portal', '--namespace', 'dpf-portal', '--wait'],
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const left = await lab.api.client.get(
      lab.api.resourceOf(created),
      created.metadata,
    );
    expect(left.metadata).toMatchObject({
      uid: created.metadata.uid,
      finalizers: created.metadata.finalizers,
    });
    expect(left.metadata.deletionTimestamp).toBeUndefined();
    expect(await exists(CORE_RESOURCES.serviceAccounts, PORTAL)).toBe(false);
    await helm.upgrade();
    await expectRights(PORTAL, ['portal-observe.yaml']);
    await lab.api.client.mergePatch(
      lab.api.resourceOf(created),
      created.metadata,
      { metadata: { finalizers: [] } },
    );
    await lab.api.deleteCluster(created);
  });

  describeRequiring(
    Kubectl.isHere() ? undefined : 'kubectl is not here',
    'on a site that kubectl installed',
    () => {
      it('takes over what is there with --take-ownership', async () => {
        await helm.run(
          ...['uninstall', 'dpf-portal', '--namespace', 'dpf-portal', '--wait'],
        );
        const kubectl = new Kubectl(lab);
        const applied = await kubectl.run(
          ...['apply', '-f', path.join(CHART, 'rbac/portal-observe.yaml')],
        );
        kubectl.remove();
        expect(applied).toMatchObject({ code: 0 });
        await expect(helm.upgrade()).rejects.toThrow(/ownership/);
        const { code } = await helm.run(
          ...['upgrade', '--install', 'dpf-portal', CHART],
          ...['--take-ownership', '--namespace', 'dpf-portal'],
        );
        expect(code).toBe(0);
        await expectRights(PORTAL, ['portal-observe.yaml']);
      });
    },
  );
});
