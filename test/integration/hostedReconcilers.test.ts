import { CORE_RESOURCES, LeaseObject } from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { Lab } from '../management/Lab';
import { BackendProcess } from '../portal/BackendProcess';
import { eventually } from '../portal/eventually';

const NAMESPACE = 'team-a';
const CONTROLLERS = path.resolve(__dirname, '../../packages/dpf-controllers');

interface Controllers {
  roles: Array<{ role: string; runBy: string; reason: string }>;
  findings: Array<{ code: string; sentence: string }>;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('The reconcilers that a portal hosts', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'hosted-'));
  let lab: Lab;
  let backend: BackendProcess;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    backend = await BackendProcess.forLab(lab, {
      stateDir,
    });
    await backend.start();
  }, 300_000);
  afterAll(async () => {
    await backend?.kill();
    await lab?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  async function becomesReady(name: string, last: number): Promise<void> {
    const cluster = kamajiCluster(name, {
      vip: `10.66.66.${last}`,
      virtualRouterID: last,
    });
    await lab.api.clusterReady(await lab.api.createCluster(NAMESPACE, cluster));
  }

  const controllers = () =>
    backend.json<Controllers>(
      'GET',
      '/api/dpf/management-clusters/local/controllers',
    );

  const reconciler = (except?: number) =>
    eventually('there is one process of reconcilers', async () => {
      const [pid, ...others] = backend.reconcilers();
      return pid && pid !== except && !others.length ? pid : undefined;
    });

  async function holders(): Promise<string[]> {
    const leases = await lab.api.client.listAll<LeaseObject>(
      CORE_RESOURCES.leases,
      { namespace: 'dpf-operator-system' },
    );
    return leases.flatMap(({ spec }) => spec?.holderIdentity || []);
  }

  /** The portal says that it runs the roles. */
  const leads = () =>
    eventually('the roles are held', async () => {
      const { roles } = await controllers();
      return roles.every(({ runBy }) => runBy === 'portal') || undefined;
    });

  it('run in a process of their own, which is started again after its end while the portal answers', async () => {
    await leads();
    await becomesReady('first', 71);
    const pid = await reconciler();
    process.kill(pid, 'SIGKILL');
    const { findings } = await eventually('the portal says so', async () => {
      const found = await controllers();
      return found.findings.some(({ code }) => code === 'ReconcilersEnded')
        ? found
        : undefined;
    });
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          sentence:
            'The process of the portal’s reconcilers on Local management cluster ended (SIGKILL), so DPU clusters there are reconciled late.',
        }),
      ]),
    );
    await reconciler(pid);
    await becomesReady('second', 72);
  }, 180_000);

  it('get neither settings nor credentials by their command line or environment', async () => {
    const pid = await reconciler();
    const read = (file: string) =>
      fs.readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
    expect(read('cmdline').slice(1)).toEqual([
      path.join(CONTROLLERS, 'bin/dpf-controllers'),
      'hosted',
      '',
    ]);
    const own = fs
      .readFileSync(`/proc/${backend.pid}/environ`, 'utf8')
      .split('\0');
    const added = read('environ').filter(entry => !own.includes(entry));
    expect(added.map(entry => entry.split('=')[0]).sort()).toEqual([
      'NODE_CHANNEL_FD',
      'NODE_CHANNEL_SERIALIZATION_MODE',
      'NODE_OPTIONS',
    ]);
    await backend.kill();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'release their Leases and end when the portal gets %s',
    async signal => {
      await backend.start();
      await leads();
      const pid = await reconciler();
      process.kill(backend.pid, signal);
      await eventually('the reconcilers have ended', async () =>
        isAlive(pid) ? undefined : true,
      );
      expect(await holders()).toEqual([]);
      await backend.kill();
    },
    180_000,
  );
});
