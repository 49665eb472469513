import {
  DpfClient,
  DpuClusterList,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { isOlderVersion } from '@dpf-portal/kube-controller';
import { findFreePort } from '@dpf-portal/local-cluster';
import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ScaffolderTasks } from '../../portal/ScaffolderTasks';
import { eventually } from '../../portal/eventually';
import { describeWithPostgres } from '../../portal/describeWithPostgres';

const repositoryRoot = path.resolve(__dirname, '../../..');
const START_MS = 600_000;
const CLUSTERS = 8;
/** So many that the back end that is killed has one almost certainly. */
const TASKS = 5;
const NAMES = Array.from({ length: CLUSTERS }, (_, n) => `kept-${n}`);

interface Addresses {
  address: string;
  backend: string;
  replicas: Array<{ name: string; address: string }>;
}

/** What Linux says of the process that listens on a port of this machine. */
function listenerOf(address: string): number {
  const port = Number(new URL(address).port);
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inode = fs
    .readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map(row => row.trim().split(/\s+/))
    .find(([, local, , state]) => local?.endsWith(hex) && state === '0A')?.[9];
  const pid = fs
    .readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .find(name => {
      try {
        return fs
          .readdirSync(`/proc/${name}/fd`)
          .some(
            fd =>
              fs.readlinkSync(`/proc/${name}/fd/${fd}`) === `socket:[${inode}]`,
          );
      } catch {
        return false;
      }
    });
  return Number(pid);
}

/** The first of four free ports in a row. */
async function freePorts(): Promise<number> {
  return await eventually('there are free ports', async () => {
    const port = await findFreePort();
    for (let next = port + 1; next < port + 3; next++) {
      if (await answers(`http://127.0.0.1:${next}`)) {
        return undefined;
      }
    }
    return port;
  });
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => true,
    () => false,
  );
}

describeWithPostgres('npm start -- --replicas 2', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-npm-start-'));
  let starting: ChildProcess;
  let output = '';
  let addresses: Addresses;
  let token: string;

  beforeAll(async () => {
    // The user of Postgres has to come through it, where this is root.
    fs.chmodSync(stateDir, 0o711);
    const backendPort = await freePorts();
    starting = spawn(
      process.execPath,
      [
        'scripts/start.mjs',
        ...['--replicas', '2', '--state', path.join(stateDir, 'state')],
        ...['--port', String(await findFreePort())],
        ...['--backend-port', String(backendPort)],
      ],
      { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const keep = (text: string) => {
      output += text;
    };
    starting.stdout?.setEncoding('utf8').on('data', keep);
    starting.stderr?.setEncoding('utf8').on('data', keep);
    await eventually(
      'the portal is ready',
      async () => {
        if (starting.exitCode !== null) {
          throw new Error(`npm start ended:\n${output}`);
        }
        return output.includes('The portal is ready') || undefined;
      },
      { timeoutMs: START_MS, intervalMs: 500 },
    );
    addresses = JSON.parse(
      fs.readFileSync(path.join(stateDir, 'state', 'portal.json'), 'utf8'),
    );
    const session: { backstageIdentity: { token: string } } = await (
      await fetch(`${addresses.backend}/api/auth/guest/refresh`)
    ).json();
    token = session.backstageIdentity.token;
  }, START_MS + 60_000);
  afterAll(async () => {
    if (starting?.exitCode === null) {
      starting.kill('SIGINT');
      await once(starting, 'exit');
    }
    fs.rmSync(stateDir, { recursive: true, force: true });
  }, 60_000);

  function clientOf(address: string): DpfClient {
    return new DpfClient({
      discoveryApi: { getBaseUrl: async plugin => `${address}/api/${plugin}` },
      fetchApi: {
        fetch: (input, init) => {
          const headers = new Headers(init?.headers);
          headers.set('authorization', `Bearer ${token}`);
          return fetch(input, { ...init, headers });
        },
      },
    });
  }
  /** A request through the front end. */
  const request = async (method: string, pathname: string, body?: unknown) => {
    const answer = await fetch(`${addresses.backend}${pathname}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    return { status: answer.status, text: await answer.text() };
  };
  const json = async <T>(...args: Parameters<typeof request>): Promise<T> => {
    const { status, text } = await request(...args);
    if (status > 299) {
      throw new Error(`${args.join(' ')} answered ${status}: ${text}`);
    }
    return JSON.parse(text);
  };
  const notificationsOf = (name: string): Promise<object[]> =>
    eventually(`the owner hears of ${name}`, async () => {
      const answer = await json<{ notifications: object[] }>(
        'GET',
        `/api/notifications/notifications?search=dpf-clusters/${name}`,
      );
      return answer.notifications.length > 0 ? answer.notifications : undefined;
    });
  const refOf = (name: string) => ({
    managementCluster: 'local',
    namespace: 'dpf-clusters',
    name,
  });

  it(
    'answers through the front end, loses nothing when a back end is killed, and ends everything with Ctrl-C',
    async () => {
      await answersThroughFrontEnd();
      expect(await survivesKill()).toEqual({ older: [] });
      await endsWithCtrlC();
    },
    3 * START_MS,
  );

  async function answersThroughFrontEnd() {
    expect(await answers(addresses.address)).toBe(true);
    const { items } = await clientOf(
      addresses.backend,
    ).listManagementClusters();
    expect(items.map(({ name, reachable }) => [name, reachable])).toEqual([
      ['local', true],
    ]);
    expect(addresses.replicas).toHaveLength(2);
    // Nor a password.
    expect(`${output}${JSON.stringify(addresses)}`).not.toContain(
      'postgresql:',
    );
  }

  /** Kills a back end in the middle of requests. Nothing is lost, and nothing older is shown. */
  async function survivesKill() {
    const dpf = clientOf(addresses.backend);
    const newest = new Map<string, string>();
    const older: string[] = [];
    let reading = true;
    const notice = ({ items, sources }: DpuClusterList) => {
      if (sources.some(({ behind }) => behind)) {
        return;
      }
      for (const { name, resourceVersion } of items) {
        if (isOlderVersion(resourceVersion, newest.get(name))) {
          older.push(`${name} ${resourceVersion} after ${newest.get(name)}`);
        }
        newest.set(name, resourceVersion);
      }
    };
    const reads = (async () => {
      while (reading) {
        // A read is never refused: the other back end answers it.
        notice(await dpf.listDpuClusters());
      }
    })();
    const tasks = new ScaffolderTasks({ request, json });
    const taskIds: string[] = [];
    for (let n = 0; n < TASKS; n++) {
      taskIds.push(
        await tasks.start('dpu-cluster-kamaji', { name: `by-task-${n}` }),
      );
    }
    const requests = NAMES.map(name =>
      eventually(
        `${name} is made`,
        // What a scaffolder task does that was interrupted: the same request once more.
        () =>
          dpf.createDpuCluster({
            requestId: `request-${name}`,
            name,
            type: 'kamaji',
          }),
      ),
    );
    await Promise.race(requests);
    const [victim, other] = addresses.replicas;
    process.kill(listenerOf(victim.address), 'SIGKILL');
    const made = await Promise.all(requests);
    const vips = made.map(({ item }) => item.endpoint?.vip);
    expect(new Set(vips).size).toBe(CLUSTERS);
    expect(new Set(made.map(({ item }) => item.uid)).size).toBe(CLUSTERS);
    for (const name of NAMES) {
      await eventually(`${name} is Ready`, async () => {
        const { item } = await dpf.getDpuCluster(refOf(name));
        return item.phase === 'Ready' || undefined;
      });
    }
    for (const id of taskIds) {
      await tasks.completed(id, START_MS);
    }
    await eventually(
      'the back end is there again',
      async () =>
        (await fetch(`${victim.address}/.backstage/health/v1/readiness`)).ok ||
        undefined,
      { timeoutMs: START_MS },
    );
    reading = false;
    await reads;
    expect(output).toContain(`The ${victim.name} ended with SIGKILL`);

    const replicas = [victim, other].map(({ address }) => clientOf(address));
    for (const name of NAMES) {
      const [one, two] = await Promise.all(
        replicas.map(replica =>
          eventually(`both have read the history of ${name}`, async () => {
            const { items } = await replica.getHistory(refOf(name));
            return items.at(-1)?.to === 'Ready' ? items : undefined;
          }),
        ),
      );
      const phases = one.map(({ to }) => to);
      expect(new Set(phases).size).toBe(phases.length);
      expect(two).toEqual(one);
      const notifications = await notificationsOf(name);
      expect(notifications).toHaveLength(1);
    }
    return { older };
  }

  async function endsWithCtrlC() {
    const pids = [
      ...addresses.replicas.map(({ address }) => listenerOf(address)),
      listenerOf(addresses.address),
    ];
    expect(pids.every(pid => pid > 0)).toBe(true);
    const exited = once(starting, 'exit');
    starting.kill('SIGINT');
    expect((await exited)[0]).toBe(0);
    for (const pid of pids) {
      expect(fs.existsSync(`/proc/${pid}`)).toBe(false);
    }
    expect(await answers(addresses.backend)).toBe(false);
  }
});
