import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { CheckOutcome, TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { parseAllDocuments } from 'yaml';
import fs from 'node:fs';
import path from 'node:path';
import { ControllersProcess } from '../../controllers/ControllersProcess';
import { runControllersCommand } from '../../controllers/runControllersCommand';
import { definitionsOf } from '../../fixtures/clusterDefinition';
import {
  FIRST_RELEASE_DEPLOY,
  FIRST_RELEASE_NAMESPACE as NAMESPACE,
  FirstReleaseShape,
  readFirstRelease,
} from '../../fixtures/firstRelease/firstRelease';
import { secretOf, staticCluster } from '../../fixtures/staticCluster';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { eventually } from '../../portal/eventually';

const { released, guide } = DPU_CLUSTER_GROUPS;
const RBAC = path.resolve(__dirname, '../../../deploy/charts/dpf-portal/rbac');
const CONTROLLERS = 'dpf-controllers';
const RESOURCES: readonly ResourceType[] = [
  ManagementApi.resourceOf(released),
  ManagementApi.resourceOf(guide),
  CORE_RESOURCES.services,
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
];
const RBAC_RESOURCES: readonly ResourceType[] = [
  ['ClusterRole', 'clusterroles', false] as const,
  ['ClusterRoleBinding', 'clusterrolebindings', false] as const,
  ['Role', 'roles', true] as const,
  ['RoleBinding', 'rolebindings', true] as const,
].map(([kind, plural, namespaced]) => ({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural,
  kind,
  namespaced,
}));

interface DaemonSet extends KubeObject {
  status?: { numberReady?: number };
}

function resourceOf({ apiVersion, kind }: KubeObject): ResourceType {
  const resource = [...RESOURCES, ...RBAC_RESOURCES].find(
    known => known.kind === kind && (apiVersion ?? '').startsWith(known.group),
  );
  if (!resource) {
    throw new Error(`No ${kind} of ${apiVersion} is expected here`);
  }
  return resource;
}

describe.each<{
  shape: 'dpf-24.10' | 'dpf-25.10';
  left: FirstReleaseShape[];
}>([
  { shape: 'dpf-24.10', left: ['dpf-24.10', 'guide'] },
  { shape: 'dpf-25.10', left: ['dpf-25.10'] },
])('After the first release, on $shape', ({ shape, left }) => {
  const objects = left.flatMap(readFirstRelease);
  const clusters = objects.filter(
    (object): object is DpuCluster => object.kind === 'DPUCluster',
  );
  let lab: Lab;
  let controllers: ControllersProcess;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      deployDir: FIRST_RELEASE_DEPLOY,
      definitions: definitionsOf(shape),
    });
    const { client } = lab.api;
    await lab.api.createSecret(
      NAMESPACE,
      secretOf('given', { 'admin.conf': lab.cluster.staticKubeconfig }),
    );
    const since = new Date().toISOString();
    for (const object of objects) {
      const resource = resourceOf(object);
      await (object.kind === 'DPUCluster'
        ? lab.cluster.restore(resource, {
            ...object,
            metadata: { ...object.metadata, creationTimestamp: since },
          })
        : client.create(resource, object));
    }
    for (const { kind, metadata } of objects) {
      if (kind === 'TenantControlPlane') {
        await eventually(`${metadata.name} is Ready`, async () => {
          const { status } = await client.get<KubeObject & { status?: object }>(
            TENANT_CONTROL_PLANES,
            metadata,
          );
          return JSON.stringify(status)?.includes('"Ready"') || undefined;
        });
      }
      if (kind === 'DaemonSet') {
        await eventually(`${metadata.name} runs`, async () => {
          const { status } = await client.get<DaemonSet>(
            CORE_RESOURCES.daemonSets,
            metadata,
          );
          return Boolean(status?.numberReady) || undefined;
        });
      }
    }
    controllers = lab.startControllers();
  });
  afterAll(() => lab?.stop());

  /** Creates a cluster. When it is Ready, the others have been reconciled too. */
  async function bringUpAnother(name: string): Promise<void> {
    await lab.api.createSecret(
      NAMESPACE,
      secretOf(name, { 'admin.conf': lab.cluster.staticKubeconfig }),
    );
    const { version, ...spec } = staticCluster(name, name).spec;
    await lab.api.clusterReady(
      await lab.api.createCluster(NAMESPACE, {
        ...staticCluster(name, name),
        spec: shape === 'dpf-24.10' ? { version, ...spec } : spec,
      }),
    );
  }

  /**
   * Writes to the existing objects and creations of children, as "verb resource/name". The clusters that this test
   * creates are static, so nothing is created for them.
   */
  async function writesToWhatWasThere(): Promise<string[]> {
    const names = objects.map(({ metadata }) => metadata.name);
    const writes = await lab.audit.writesOf(CONTROLLERS);
    return writes
      .filter(
        ({ verb, objectRef }) =>
          verb === 'create' || names.includes(objectRef?.name ?? ''),
      )
      .map(
        ({ verb, objectRef }) =>
          `${verb} ${objectRef?.resource}/${objectRef?.name}`,
      );
  }

  async function expectNothingToHaveChanged(): Promise<void> {
    expect(await writesToWhatWasThere()).toEqual([]);
    for (const cluster of clusters) {
      const live = await lab.api.client.get<DpuCluster>(
        resourceOf(cluster),
        cluster.metadata,
      );
      expect(live.spec).toEqual(cluster.spec);
      expect(live.status).toEqual(cluster.status);
    }
  }

  async function rightsAccordingToDoctor(): Promise<CheckOutcome[]> {
    const { output } = await runControllersCommand(
      ...['doctor', '--kubeconfig', lab.cluster.controllersKubeconfigFile],
      ...['--tenant-proxy', lab.cluster.proxyUrl, '--json'],
    );
    const outcomes: CheckOutcome[] = JSON.parse(output);
    return outcomes.filter(({ check }) => check === 'Rights');
  }

  it('this one starts with the previous deploy/, writes nothing to running clusters and makes new ones', async () => {
    await bringUpAnother('another');
    await expectNothingToHaveChanged();
    expect(controllers.hasEnded).toBe(false);
  });

  it('the doctor names each right that the previous deploy/ does not give', async () => {
    const missing = (await rightsAccordingToDoctor()).filter(
      ({ state }) => state === 'problem',
    );
    const messages = missing.map(({ message }) => message).join('\n');
    for (const resource of [
      'dpusets.provisioning.dpu.nvidia.com',
      'dpunodes.provisioning.dpu.nvidia.com',
      'dpunodemaintenances.provisioning.dpu.nvidia.com',
      'dpudeployments.svc.dpu.nvidia.com',
      'dpfoperatorconfigs.operator.dpu.nvidia.com',
    ]) {
      expect(messages).toContain(`get, list, watch ${resource}`);
    }
    expect(messages).toContain(
      'list, watch customresourcedefinitions.apiextensions.k8s.io dpfoperatorconfigs.operator.dpu.nvidia.com',
    );
    expect(
      missing.map(({ remedy }) => remedy?.match(/deploy\/\S+\.yaml/)?.[0]),
    ).toEqual([
      'deploy/charts/dpf-portal/rbac/controllers.yaml',
      'deploy/charts/dpf-portal/rbac/controllers-kamaji.yaml',
      'deploy/charts/dpf-portal/rbac/controllers.yaml',
    ]);
  });

  it('the rights of this deploy/ are all that the doctor asks for, and change nothing either', async () => {
    for (const file of fs.readdirSync(RBAC)) {
      const documents = parseAllDocuments(
        fs.readFileSync(path.join(RBAC, file), 'utf8'),
      );
      for (const document of documents) {
        const object: KubeObject = document.toJS();
        if (object.kind !== 'ServiceAccount') {
          await lab.api.client.apply(resourceOf(object), object, {
            fieldManager: 'administrator',
            force: true,
          });
        }
      }
    }
    await eventually('the server knows the rights', async () => {
      const outcomes = await rightsAccordingToDoctor();
      return outcomes.every(({ state }) => state === 'ok') || undefined;
    });
    await controllers.stop();
    controllers = lab.startControllers();
    await bringUpAnother('later');
    await expectNothingToHaveChanged();
  });
});
