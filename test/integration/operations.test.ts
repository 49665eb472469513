import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import { findFreePort } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ControllersProcess } from '../controllers/ControllersProcess';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { Lab } from '../management/Lab';
import { eventually } from '../portal/eventually';
import { ObservingPortal, observeMetrics } from '../portal/observeMetrics';

// This project's own Lease, and two for each role: of DPF up to 25.10 and from 26.4.
const LEASES = 7;
const DEPLOYMENT = path.resolve(
  __dirname,
  '../../deploy/charts/dpf-portal/dpf-controllers/deployment.yaml',
);

describe('dpf-controllers as an operator sees them', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'operations-'));
  const logFile = path.join(directory, 'controllers.log');
  let lab: Lab;
  let controllers: ControllersProcess;
  let metricsUrl: string;
  let healthUrl: string;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    const [metrics, health] = [await findFreePort(), await findFreePort()];
    metricsUrl = `http://127.0.0.1:${metrics}/metrics`;
    healthUrl = `http://127.0.0.1:${health}`;
    controllers = ControllersProcess.start({
      kubeconfigFile: lab.cluster.controllersKubeconfigFile,
      tenantProxyUrl: lab.cluster.proxyUrl,
      logFile,
      args: [
        `--metrics-bind-address=127.0.0.1:${metrics}`,
        `--health-probe-bind-address=127.0.0.1:${health}`,
      ],
    });
    await eventually('it leads, and has every role', async () => {
      const text = await (await fetch(metricsUrl)).text();
      const held = text.match(/^leader_election_master_status\{.*\} 1$/gm);
      return held?.length === LEASES ? true : undefined;
    });
    const created = await lab.api.createCluster(
      'team-a',
      kamajiCluster('watched', { vip: '10.66.66.90', virtualRouterID: 90 }),
    );
    await lab.api.clusterReady(created);
  });

  afterAll(async () => {
    await controllers?.stop();
    await lab?.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  it('say that they are alive and ready', async () => {
    for (const at of ['/healthz', '/readyz']) {
      expect((await fetch(healthUrl + at)).status).toBe(200);
    }
  });

  it('measure themselves and the clusters', async () => {
    await eventually('the scrape shows the cluster', async () => {
      const text = await (await fetch(metricsUrl)).text();
      return /dpf_dpucluster_status_phase\{name="watched".*phase="Ready"\} 1/.test(
        text,
      )
        ? true
        : undefined;
    });
    const text = await (await fetch(metricsUrl)).text();
    expect(text).toMatch(
      /leader_election_master_status\{name="dpf-portal-controllers"\} 1/,
    );
    expect(text).toMatch(
      /controller_runtime_reconcile_total\{controller="[^"]+",result="success"\} [1-9]/,
    );
    expect(text).toMatch(
      /rest_client_requests_total\{code="201",method="POST",host="[^"]+"\} [1-9]/,
    );
  });

  describe('measure the open findings', () => {
    const FINDING =
      /^dpf_finding\{code="AddressInUse".*cluster="team-a\/rival".*\} 1$/;
    const LABELS =
      'code="AddressInUse",severity="error",who="owner",blocking="true",upgrade="false",acknowledged="false",owner="group:default/team-a",cluster="team-a/rival"';
    let portal: ObservingPortal;

    beforeAll(async () => {
      portal = await observeMetrics(lab.cluster);
    });

    afterAll(async () => {
      await portal?.stop();
    });

    const ofControllers = async () =>
      (await (await fetch(metricsUrl)).text()).split('\n');
    const findingIn = (lines: string[]) =>
      lines.find(line => FINDING.test(line));

    it('until they end, and so does a portal that only observes', async () => {
      const rival = kamajiCluster('rival', {
        vip: '10.66.66.90',
        virtualRouterID: 91,
      });
      const created = await lab.api.createCluster('team-a', {
        ...rival,
        metadata: {
          ...rival.metadata,
          annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' },
        },
      });
      const [controllersSay, portalSays] = await Promise.all([
        eventually('dpf-controllers measure it', async () =>
          findingIn(await ofControllers()),
        ),
        eventually('the portal measures it', async () =>
          findingIn(await portal.scrape()),
        ),
      ]);
      expect(controllersSay).toBe(`dpf_finding{${LABELS}} 1`);
      expect(portalSays).toBe(
        `dpf_finding{${LABELS},management_cluster="site-a"} 1`,
      );
      expect(await ofControllers()).toEqual(
        expect.arrayContaining([
          'dpf_management_cluster_reachable 1',
          'dpf_upgrade_in_progress 0',
        ]),
      );
      expect(await portal.scrape()).toEqual(
        expect.arrayContaining([
          'dpf_management_cluster_reachable{management_cluster="site-a"} 1',
          'dpf_upgrade_in_progress{management_cluster="site-a"} 0',
          expect.stringMatching(
            /^dpf_dpucluster_status_phase\{name="watched",.*phase="Ready",management_cluster="site-a"\} 1$/,
          ),
        ]),
      );
      await lab.api.deleteCluster(created);
      await eventually('nobody measures it any more', async () =>
        findingIn([...(await ofControllers()), ...(await portal.scrape())])
          ? undefined
          : true,
      );
    });
  });

  it('log one JSON document a line, two of them for a cluster’s way to Ready', () => {
    const lines = fs
      .readFileSync(logFile, 'utf8')
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map((line): { message: string; key?: string } => JSON.parse(line));
    expect(
      lines
        .filter(({ key }) => key === 'team-a/watched')
        .map(({ message }) => message),
    ).toEqual(['Pending → Creating', 'Creating → Ready']);
  });

  it('are deployed by a manifest that an API server takes', async () => {
    const objects = parseAllDocuments(fs.readFileSync(DEPLOYMENT, 'utf8')).map(
      (document): KubeObject => document.toJS(),
    );
    expect(objects.map(({ kind }) => kind)).toEqual([
      'Deployment',
      'PodDisruptionBudget',
    ]);
    for (const object of objects) {
      const [group, version] = object.apiVersion?.includes('/')
        ? object.apiVersion.split('/')
        : ['', object.apiVersion ?? ''];
      const kind = object.kind ?? '';
      const made = await lab.api.client.create<KubeObject>(
        {
          group,
          version,
          kind,
          plural: `${kind.toLowerCase()}s`,
          namespaced: true,
        },
        object,
        { dryRun: true },
      );
      expect(made.metadata.uid).toBeDefined();
    }
  });
});
