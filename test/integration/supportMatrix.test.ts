import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import {
  CONTROLLERS_LEASE,
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  TENANT_CONTROL_PLANES,
  dpuResource,
} from '@dpf-portal/dpf-world';
import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import { DpuClusterRef } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import path from 'node:path';
import { describeUnless } from '../describeUnless';
import { assignedDpu } from '../fixtures/assignedDpu';
import { definitionsOf } from '../fixtures/clusterDefinition';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { secretOf, staticCluster } from '../fixtures/staticCluster';
import { Lab, LabOptions } from '../management/Lab';
import { ClusterViewer } from '../management/ClusterViewer';
import { eventually } from '../portal/eventually';
import { VendorStandIn } from '../vendor/VendorStandIn';
import { DPF_RELEASES, DpfRelease } from '../vendor/dpfReleases';

const RELEASED_DEFINITIONS = process.env.DPF_RELEASED_CRDS;
const NAMESPACE = 'team-a';
const TYPES = ['kamaji', 'static'] as const;
const STEPS = ['Ready', 'joined', 'upgraded', 'deleted'] as const;
const FIRST = 'v1.34.0';
const NEXT = 'v1.35.6';
const SUPPORT_PAGE = path.resolve(__dirname, '../../docs/support.md');

type ClusterType = (typeof TYPES)[number];
type Writer = 'this project' | 'DPF';
type Step = (typeof STEPS)[number];

interface Lease extends KubeObject {
  spec?: { holderIdentity?: string };
}

/** Whether there is something to be shown: a release or a group may lack it. */
function isShown(
  { group, leases, shape }: DpfRelease,
  writer: Writer,
  type: string,
  step: Step,
): boolean {
  if (writer === 'DPF' && !leases) {
    return false;
  }
  switch (step) {
    case 'joined':
      // The guide's group has no DPU.
      return group !== DPU_CLUSTER_GROUPS.guide;
    case 'upgraded':
      // Up to 25.7 DPF's manager does not upgrade control planes.
      return !(writer === 'DPF' && type === 'kamaji' && shape === 'dpf-24.10');
    default:
      return true;
  }
}

function testRelease(
  release: DpfRelease,
  definitions: LabOptions['definitions'],
  kamajiDefinitions?: string,
): void {
  const { group, leases, shape } = release;
  const asksForVersion = shape === 'dpf-24.10';
  let lab: Lab;
  let viewer: ClusterViewer;

  beforeAll(async () => {
    lab = await Lab.start({ light: true, definitions, kamajiDefinitions });
    viewer = await ClusterViewer.start(lab.cluster);
    await lab.api.createSecret(
      NAMESPACE,
      secretOf('given', { 'admin.conf': lab.cluster.staticKubeconfig }),
    );
  });
  afterAll(async () => {
    await viewer?.stop();
    await lab?.stop();
  });

  const startControllers = (version: string) =>
    lab.startControllers({
      args: asksForVersion ? [] : ['--kubernetes-version', version],
    });

  async function create(type: ClusterType, name: string): Promise<DpuCluster> {
    const cluster =
      type === 'kamaji'
        ? kamajiCluster(name, { vip: '10.66.67.10', virtualRouterID: 10 })
        : staticCluster(name, 'given');
    const { version, ...spec } = cluster.spec;
    lab.cluster.lightTenant('static').setVersion(FIRST);
    return await lab.api.createCluster(NAMESPACE, {
      ...cluster,
      apiVersion: `${group}/v1alpha1`,
      spec: asksForVersion ? { ...spec, version: FIRST } : spec,
    });
  }

  const tenantOf = ({ spec, metadata }: DpuCluster) => {
    const ref: DpuClusterRef =
      spec.type === 'static'
        ? 'static'
        : { namespace: NAMESPACE, name: metadata.name };
    return lab.cluster.lightTenant(ref);
  };

  /** Resolves when the cluster is Ready and is shown with its installed version. */
  const ready = (cluster: DpuCluster, version: string) =>
    viewer.viewWhen(
      cluster,
      `is Ready with ${version}`,
      view => view.phase === 'Ready' && view.version === version,
    );

  /** Assigns a DPU and lets its Node join. Resolves when both are shown, with a function that removes the DPU. */
  async function join(cluster: DpuCluster): Promise<() => Promise<void>> {
    if (!isShown(release, 'this project', cluster.spec.type, 'joined')) {
      return async () => {};
    }
    const resource = dpuResource(group, 'v1alpha1');
    const dpu = assignedDpu(`dpu-of-${cluster.metadata.name}`, cluster);
    await lab.api.client.create(resource, dpu);
    tenantOf(cluster).setNodes([dpu.metadata.name]);
    await viewer.viewWhen(
      cluster,
      'has a DPU that joined',
      ({ dpus }) => dpus.assigned === 1 && dpus.joined === 1,
    );
    return async () => {
      tenantOf(cluster).setNodes([]);
      await lab.api.client.delete(resource, dpu.metadata);
    };
  }

  /** Requests the version if the API supports it. A static cluster is upgraded by its owner. */
  async function raise(cluster: DpuCluster): Promise<void> {
    if (asksForVersion) {
      await lab.api.client.mergePatch(
        lab.api.resourceOf(cluster),
        cluster.metadata,
        { spec: { version: NEXT } },
      );
    }
    if (cluster.spec.type === 'static') {
      lab.cluster.lightTenant('static').setVersion(NEXT);
    }
  }

  async function expectNothingLeft(name: string): Promise<void> {
    await eventually(`everything of ${name} is gone`, async () => {
      const names = await lab.api.namesIn(NAMESPACE, [
        TENANT_CONTROL_PLANES,
        CORE_RESOURCES.services,
        CORE_RESOURCES.daemonSets,
      ]);
      return names.some(found => found.includes(name)) ? undefined : true;
    });
  }

  const holderOf = async (name: string) => {
    const lease = await lab.api.client.get<Lease>(CORE_RESOURCES.leases, {
      namespace: DEFAULT_LEADER_ELECTION_NAMESPACE,
      name,
    });
    return lease.spec?.holderIdentity;
  };

  const both = <T>(act: (type: ClusterType) => Promise<T>) =>
    Promise.all(TYPES.map(act));

  it('clusters of this project become Ready, are joined, upgraded and deleted', async () => {
    let controllers = startControllers(FIRST);
    const clusters = await both(type => create(type, `our-${type}`));
    await Promise.all(clusters.map(cluster => ready(cluster, FIRST)));
    const holders = await Promise.all(
      Object.values(leases ?? {}).map(holderOf),
    );
    expect(holders.every(Boolean)).toBe(true);
    expect(new Set(holders).size).toBe(leases ? 1 : 0);
    const leave = await Promise.all(clusters.map(join));
    if (!asksForVersion) {
      await controllers.stop();
      controllers = startControllers(NEXT);
    }
    await Promise.all(clusters.map(raise));
    await Promise.all(clusters.map(cluster => ready(cluster, NEXT)));
    await Promise.all(leave.map(act => act()));
    for (const cluster of clusters) {
      await lab.api.clusterWhen(
        cluster,
        'counts no DPU',
        ({ status }) => !status?.nodesCount,
      );
      await lab.api.deleteCluster(cluster);
      await expectNothingLeft(cluster.metadata.name);
    }
    await controllers.stop();
  });

  if (!leases) {
    return;
  }

  it('clusters of DPF are shown Ready, joined, upgraded and deleted, and this project writes nothing to them', async () => {
    const dpf = await VendorStandIn.start(lab.api, release);
    const controllers = startControllers(FIRST);
    await eventually('the controllers lead', async () =>
      (await holderOf(CONTROLLERS_LEASE)) ? true : undefined,
    );
    const earlier = await lab.audit.writesOf('dpf-controllers');
    const clusters = await both(type => create(type, `their-${type}`));
    await Promise.all(
      clusters.map(async cluster => {
        await dpf.bringUp(cluster, FIRST);
        await ready(cluster, FIRST);
        await dpf.counts(cluster, 1);
        const leave = await join(cluster);
        if (isShown(release, 'DPF', cluster.spec.type, 'upgraded')) {
          await raise(cluster);
          await dpf.upgrade(cluster, NEXT);
          await ready(cluster, NEXT);
        }
        await leave();
        await dpf.counts(cluster, 0);
        await lab.api.client.delete(
          lab.api.resourceOf(cluster),
          cluster.metadata,
        );
        await dpf.letGo(cluster);
        await lab.api.clusterGone(cluster);
        await expectNothingLeft(cluster.metadata.name);
      }),
    );
    expect(controllers.hasEnded).toBe(false);
    await controllers.stop();
    const writes = await lab.audit.writesOf('dpf-controllers');
    expect(writes.slice(earlier.length)).toEqual([]);
  });
}

describe.each(DPF_RELEASES)('On DPF $name', release => {
  testRelease(release, definitionsOf(release.shape));
});

describeUnless(
  RELEASED_DEFINITIONS
    ? undefined
    : 'the released definitions are not here (DPF_RELEASED_CRDS names their folder)',
  'With the definitions as released',
  () => {
    const inFolder = (name: string) =>
      path.join(RELEASED_DEFINITIONS ?? '', name);
    const known = DPF_RELEASES.filter(
      ({ definitionsOfDpf }) => definitionsOfDpf !== undefined,
    );
    describe.each(known)('on DPF $name', release => {
      testRelease(
        release,
        [inFolder(release.definitionsOfDpf ?? '')],
        inFolder('kamaji-26'),
      );
    });
  },
);

describe('docs/support.md', () => {
  it('says what is tested here', () => {
    const rows = DPF_RELEASES.flatMap(release =>
      TYPES.flatMap(type =>
        (['this project', 'DPF'] as const).map(writer => [
          release.name,
          type,
          writer,
          ...STEPS.map(step =>
            isShown(release, writer, type, step) ? 'yes' : '—',
          ),
        ]),
      ),
    );
    const table = fs
      .readFileSync(SUPPORT_PAGE, 'utf8')
      .split('\n')
      .filter(line => line.startsWith('|'))
      .map(line =>
        line
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim()),
      );
    const header = ['DPF', 'type', 'reconciled by', ...STEPS];
    const start = table.findIndex(cells => cells.join() === header.join());
    expect(table.slice(start + 2, start + 2 + rows.length)).toEqual(rows);
  });
});
