import {
  DpfClient,
  SEEN_HEADER,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { mockCredentials } from '@backstage/backend-test-utils';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FaultLab, FaultyRoute } from '../../faults/FaultLab';
import { ManagementApi } from '../../management/ManagementApi';
import { PostgresServer } from '../../portal/PostgresServer';
import { UsersPortal } from '../../portal/UsersPortal';
import { describeWithPostgres } from '../../portal/describeWithPostgres';

const ANN = 'user:default/ann';
const NAMESPACE = 'dpf-clusters';
const REF = { managementCluster: 'local', namespace: NAMESPACE, name: 'blue' };
const CLUSTERS = ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released);
/** Longer than between two lists of one replica. */
const LIST_AGAIN_MS = 11_000;

describeWithPostgres('A page that reads from two replicas', programs => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-never-older-'));
  let postgres: PostgresServer;
  let faults: FaultLab;
  let route: FaultyRoute;
  let prompt: UsersPortal;
  let late: UsersPortal;

  beforeAll(async () => {
    [postgres, faults] = await Promise.all([
      PostgresServer.start(programs),
      FaultLab.start(),
    ]);
    const { lab } = faults;
    route = await faults.openRoute(lab.cluster.portalKubeconfigFile);
    const kubeconfigFile = path.join(stateDir, 'late.kubeconfig');
    fs.writeFileSync(kubeconfigFile, route.proxy.kubeConfigYaml(), {
      mode: 0o600,
    });
    const options = {
      lab,
      groups: { [ANN]: ['group:default/team-a'] },
      postgres: postgres.connectionString,
    };
    prompt = await UsersPortal.start(options);
    late = await UsersPortal.start({ ...options, kubeconfigFile });
    const cluster: DpuCluster = {
      apiVersion: `${DPU_CLUSTER_GROUPS.released}/v1alpha1`,
      kind: 'DPUCluster',
      metadata: { namespace: NAMESPACE, name: REF.name },
      spec: { type: 'example.com/none', version: 'v1.29.0' },
    };
    await lab.api.client.create(CLUSTERS, cluster);
  }, 180_000);
  afterAll(async () => {
    await late?.stop();
    await prompt?.stop();
    await faults?.stop();
    await postgres?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  /** An open page, whose requests go to the replica that is set. */
  function openPage() {
    const page = { replica: prompt };
    const dpf = new DpfClient({
      discoveryApi: {
        getBaseUrl: async plugin => `${page.replica.baseUrl}/api/${plugin}`,
      },
      fetchApi: {
        fetch: (input, init) => {
          const headers = new Headers(init?.headers);
          headers.set('authorization', mockCredentials.user.header(ANN));
          return fetch(input, { ...init, headers });
        },
      },
    });
    const readFrom = async (replica: UsersPortal) => {
      page.replica = replica;
      const { item, source } = await dpf.getDpuCluster(REF);
      const { items, sources } = await dpf.listDpuClusters();
      expect([items[0].purpose, sources[0].behind]).toEqual([
        item.purpose,
        source.behind,
      ]);
      return { purpose: item.purpose, behind: source.behind };
    };
    return { page, dpf, readFrom };
  }

  /** Changes the cluster, as another client of the API server. */
  const setPurpose = (purpose: string) =>
    faults.lab.api.client.mergePatch(
      CLUSTERS,
      { namespace: NAMESPACE, name: REF.name },
      { metadata: { annotations: { 'dpf-portal.io/purpose': purpose } } },
    );

  /** What the replica answers to who has seen nothing: what its watch brought so far. */
  const watchedBy = async (replica: UsersPortal): Promise<string> =>
    (
      await replica
        .as(ANN)
        .get(`/dpu-clusters/local/${NAMESPACE}/${REF.name}`)
        .expect(200)
    ).body.item.purpose;

  const watched = async (replica: UsersPortal, purpose: string) => {
    while ((await watchedBy(replica)) !== purpose) {
      await new Promise(resolve => setImmediate(resolve));
    }
  };

  it('gets from the one whose watch lags what the other has shown, and is told when that is not possible', async () => {
    await setPurpose('dev');
    await Promise.all([watched(prompt, 'dev'), watched(late, 'dev')]);
    const { readFrom } = openPage();
    await expect(readFrom(late)).resolves.toEqual({ purpose: 'dev' });

    const release = route.proxy.holdWatches();
    await setPurpose('test');
    await watched(prompt, 'test');
    await expect(readFrom(prompt)).resolves.toEqual({ purpose: 'test' });
    // The fault is real: the watch has not brought it.
    expect(await watchedBy(late)).toBe('dev');
    await expect(readFrom(late)).resolves.toEqual({ purpose: 'test' });

    // It has listed just now, and does not list for each read.
    await setPurpose('prod');
    await watched(prompt, 'prod');
    await expect(readFrom(prompt)).resolves.toEqual({ purpose: 'prod' });
    await expect(readFrom(late)).resolves.toEqual({
      purpose: 'test',
      behind: true,
    });
    // Another reader is told nothing of that.
    await expect(openPage().readFrom(late)).resolves.toEqual({
      purpose: 'test',
    });
    await expect(readFrom(prompt)).resolves.toEqual({ purpose: 'prod' });

    release();
    await watched(late, 'prod');
    await expect(readFrom(late)).resolves.toEqual({ purpose: 'prod' });
  });

  it('sees its own change at the other replica at once', async () => {
    const { page, dpf, readFrom } = openPage();
    await readFrom(late);
    await new Promise(resolve => setTimeout(resolve, LIST_AGAIN_MS));
    const release = route.proxy.holdWatches();
    page.replica = prompt;
    await dpf.updateDpuCluster(REF, { purpose: 'dev' });
    await expect(readFrom(late)).resolves.toEqual({ purpose: 'dev' });
    release();
  });

  it('sees an acknowledgement, and its end, at the other replica at once', async () => {
    const { page, dpf } = openPage();
    page.replica = prompt;
    const { item } = await dpf.getDpuCluster(REF);
    const [{ code }] = item.findings.filter(({ who }) => who !== 'nobody');
    const acknowledgedBy = async (replica: UsersPortal) => {
      page.replica = replica;
      const { item: read } = await dpf.getDpuCluster(REF);
      return read.findings.find(finding => finding.code === code)
        ?.acknowledgement?.by;
    };
    for (const [one, other] of [
      [prompt, late],
      [late, prompt],
    ]) {
      // Both have just read that there is none.
      expect(await acknowledgedBy(other)).toBeUndefined();
      page.replica = one;
      await dpf.acknowledgeFinding(REF, code, {
        note: 'We know.',
        until: new Date(Date.now() + 86_400_000).toISOString(),
      });
      expect(await acknowledgedBy(other)).toBe(ANN);
      page.replica = one;
      await dpf.endAcknowledgement(REF, code);
    }
  });

  it('reads positions from a browser of another origin', async () => {
    const answer = await prompt.as(ANN).get('/dpu-clusters').expect(200);
    expect(answer.headers['access-control-expose-headers']).toContain(
      SEEN_HEADER,
    );
    expect(answer.headers[SEEN_HEADER.toLowerCase()]).toMatch(/;local=\S+:\d+/);
  });
});
