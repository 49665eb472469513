import { DpuCluster, TenantControlPlane } from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import path from 'node:path';
import { definitionsOf } from '../../fixtures/clusterDefinition';
import { conditionOf } from '../../fixtures/conditionOf';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';

const NAMESPACE = 'team-a';
const RELEASED_DEFINITIONS = process.env.DPF_RELEASED_CRDS;
const NAMES = ['blue', 'green'];

/** DPF 25.10 and later, where a request has no version. */
function withoutVersion(name: string, nth: number): DpuCluster {
  const { spec, ...cluster } = kamajiCluster(name, {
    vip: `10.66.68.${nth}`,
    virtualRouterID: nth,
  });
  const { version: _, ...rest } = spec;
  return { ...cluster, spec: rest };
}

describe('The version of control planes where the API has no spec.version', () => {
  let lab: Lab;
  const running: DpuCluster[] = [];

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      definitions: definitionsOf('dpf-25.10'),
      kamajiDefinitions:
        RELEASED_DEFINITIONS && path.join(RELEASED_DEFINITIONS, 'kamaji-26'),
    });
  });
  afterAll(() => lab?.stop());

  const controlPlane = (name: string) =>
    lab.api.client.get<TenantControlPlane>(TENANT_CONTROL_PLANES, {
      namespace: NAMESPACE,
      name,
    });
  const versionOf = async (name: string) =>
    (await controlPlane(name)).spec?.kubernetes?.version;
  const ready = (name: string, nth: number) =>
    lab.api
      .createCluster(NAMESPACE, withoutVersion(name, nth))
      .then(cluster => lab.api.clusterReady(cluster));
  const patchesOf = async () =>
    (await lab.audit.writesOf('dpf-controllers')).filter(
      ({ verb, objectRef }) =>
        verb === 'patch' && objectRef?.resource === 'tenantcontrolplanes',
    );

  /** Skips the given number of entries. */
  const writesSince = async (number = 0) =>
    (await lab.audit.writesOf('dpf-controllers'))
      .slice(number)
      .map(
        ({ verb, objectRef = {} }) =>
          `${verb} ${objectRef.resource} ${objectRef.name}`,
      );

  it('is the setting’s for new ones, with room for all their DPUs', async () => {
    const controllers = lab.startControllers({
      args: ['--kubernetes-version=v1.33.4'],
    });
    let earlier = 0;
    for (const [index, name] of NAMES.entries()) {
      earlier = (await writesSince()).length;
      const live = await ready(name, index + 1);
      running.push(live);
      expect(live.status?.version).toBe('v1.33.4');
      expect(await versionOf(name)).toBe('v1.33.4');
      expect((await controlPlane(name)).spec?.networkProfile).toMatchObject({
        podCidrs: ['10.244.0.0/14'],
      });
    }
    // Only of the last one, because the first waits for the Leases.
    const name = NAMES[NAMES.length - 1];
    expect(await writesSince(earlier)).toEqual([
      `patch dpuclusters ${name}`,
      `patch dpuclusters ${name}`,
      `create services ${name}`,
      `create tenantcontrolplanes ${name}`,
      `create configmaps ${name}-keepalived`,
      `create daemonsets ${name}-keepalived`,
      `patch dpuclusters ${name}`,
      `patch dpuclusters ${name}`,
    ]);
    await controllers.stop();
  });

  it('stays as it is while no setting is written down', async () => {
    const earlier = await writesSince();
    const controllers = lab.startControllers();
    // When a new cluster is Ready, the others have been reconciled.
    const live = await ready('newest', 9);
    expect(live.status?.version).toBe('v1.35.6');
    expect(await Promise.all(NAMES.map(versionOf))).toEqual([
      'v1.33.4',
      'v1.33.4',
    ]);
    expect(await patchesOf()).toEqual([]);
    expect(
      (await writesSince(earlier.length)).filter(
        write => !write.includes('newest'),
      ),
    ).toEqual([]);
    await controllers.stop();
  });

  it('rises to the setting by single minor versions, and status.version follows the API server', async () => {
    lab.startControllers({ args: ['--kubernetes-version=v1.35.6'] });
    for (const cluster of running) {
      const live = await lab.api.clusterWhen(
        cluster,
        'serves v1.35.6',
        ({ status }) =>
          status?.phase === 'Ready' && status.version === 'v1.35.6',
      );
      expect(conditionOf(live, 'Upgraded')).toMatchObject({
        status: 'True',
        reason: 'Upgraded',
      });
    }
    // v1.34.0 and v1.35.6 for each, because Kamaji does not skip a minor version.
    expect(await patchesOf()).toHaveLength(2 * NAMES.length);
  });
});
