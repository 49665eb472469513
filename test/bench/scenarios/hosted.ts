import { findFreePort } from '@dpf-portal/local-cluster';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackendProcess } from '../../portal/BackendProcess';
import { eventually } from '../../portal/eventually';
import { quantile } from '../../statistics/quantile';
import { Ground } from '../ground/Ground';
import { RouteProbe, Taken } from '../portal/RouteProbe';
import { Measurement, Scenario, Stage } from './Scenario';

/** Routes of others and ours. */
const ROUTES = {
  liveness: '/.backstage/health/v1/liveness',
  catalog: '/api/catalog/entities/by-query?limit=20',
  'our list': '/api/dpf/dpu-clusters?limit=50',
};
/** How much slower the routes may be than with reconcilers elsewhere. */
const MOST = 2;
/** How much longer the clusters may take. */
const MOST_TIME = 1.25;
const IDLE_MS = 10_000;
/** Work that follows Ready counts too. */
const SETTLE_MS = 3_000;
/** Clusters that are made first, so that the Leases are held, the code is compiled and the connections are open. */
const WARM = 10;

interface Arm {
  name: string;
  seconds: number;
  idle: Taken;
  busy: Taken;
}

async function listed(backend: BackendProcess): Promise<number> {
  const { totalItems } = await backend.json<{ totalItems: number }>(
    'GET',
    '/api/catalog/entities/by-query?limit=1&filter=kind=resource,spec.type=dpu-cluster',
  );
  return totalItems;
}

/** Measures one portal while clusters are made, by its own reconcilers or by the subject. */
async function measureArm(
  name: string,
  hosted: boolean,
  ground: Ground,
  { args }: Stage,
): Promise<Arm> {
  const backend = BackendProcess.create({
    port: await findFreePort(),
    stateDir: path.join(ground.directory, 'portal'),
    portalKubeconfigFile: ground.cluster.portalKubeconfigFile,
    controllersKubeconfigFile: ground.cluster.controllersKubeconfigFile,
    tenantProxyUrl: ground.tenantProxyUrl,
    roles: hosted ? 'auto' : 'disabled',
    logLevel: 'info',
    profileDirectory:
      args.profileDirectory && path.join(args.profileDirectory, name),
  });
  await backend.start();
  try {
    const warm = await ground.create('warm', 0, WARM);
    await ground.watch.whenPhase(warm, 'Ready');
    await eventually('the catalog has the first clusters', async () =>
      (await listed(backend)) === WARM ? true : undefined,
    );
    const asked = {
      baseUrl: backend.baseUrl,
      token: await backend.guestToken(),
      routes: ROUTES,
    };
    const atRest = RouteProbe.start(asked);
    await sleep(IDLE_MS);
    const idle = await atRest.end();
    const probe = RouteProbe.start(asked);
    const begun = performance.now();
    const created = await ground.create('burst', WARM, args.clusters);
    await ground.watch.whenPhase(created, 'Ready');
    const seconds = (performance.now() - begun) / 1000;
    await sleep(SETTLE_MS);
    return { name, seconds, idle, busy: await probe.end() };
  } finally {
    // Node.js writes the profile of a process that ends by itself.
    await (args.profileDirectory ? backend.stop() : backend.kill());
  }
}

function figuresOf({ name, seconds, idle, busy }: Arm): Measurement[] {
  const ms = (figure: string, value: number) => ({
    figure: `${name}: ${figure}`,
    value,
    unit: 'ms',
  });
  return [
    { figure: `${name}: all Ready`, value: seconds, unit: 's' },
    ...Object.keys(ROUTES).flatMap(route => [
      ms(`${route} at rest, p99`, quantile(idle[route], 0.99)),
      ms(`${route}, median`, quantile(busy[route], 0.5)),
      ms(`${route}, p99`, quantile(busy[route], 0.99)),
      ms(`${route}, max`, Math.max(...busy[route])),
    ]),
  ];
}

function ratios(hosted: Arm, apart: Arm): Measurement[] {
  return [
    ...Object.keys(ROUTES).map(route => ({
      figure: `${route}, p99, hosted to apart`,
      value:
        quantile(hosted.busy[route], 0.99) / quantile(apart.busy[route], 0.99),
      unit: '',
      limit: MOST,
    })),
    {
      figure: 'all Ready, hosted to apart',
      value: hosted.seconds / apart.seconds,
      unit: '',
      limit: MOST_TIME,
    },
  ];
}

/**
 * What other plugins feel while clusters are made by reconcilers that the portal hosts, compared with a portal whose
 * roles are disabled while `dpf-controllers` makes as many.
 */
export const hosted: Scenario = {
  oursOnly: true,
  async measure(stage) {
    await stage.start();
    const apart = await measureArm('apart', false, stage.ground, stage);
    const ground = await Ground.open({});
    try {
      const hostedArm = await measureArm('hosted', true, ground, stage);
      return [
        ...figuresOf(apart),
        ...figuresOf(hostedArm),
        ...ratios(hostedArm, apart),
      ];
    } finally {
      await ground.close();
    }
  },
};
