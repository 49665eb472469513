import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { guideExample } from '../../fixtures/guideExample';
import { joinOneOfTwo } from '../../kamaji/joinOneOfTwo';
import { Lab } from '../../management/Lab';
import { ClusterViewer } from '../../management/ClusterViewer';
import { registerGuideExample } from '../../management/registerGuideExample';

const run = promisify(execFile);
const localCluster = path.resolve(
  __dirname,
  '../../../packages/local-cluster/bin/local-cluster',
);
const { released } = DPU_CLUSTER_GROUPS;
const COUNTS = {
  before: expect.objectContaining({ assigned: 2, joined: 0 }),
  after: expect.objectContaining({ assigned: 2, joined: 1 }),
};

describe('A DPU that joins by bootstrap token and certificate request', () => {
  let lab: Lab;
  let viewer: ClusterViewer;

  beforeAll(async () => {
    lab = await Lab.start({ kamaji: false });
    lab.startControllers();
    viewer = await ClusterViewer.start(lab.cluster);
  });
  afterAll(async () => {
    await viewer?.stop();
    await lab?.stop();
  });

  it('is counted in a kamaji cluster', async () => {
    const cluster = await lab.api.createCluster(
      'team-a',
      guideExample('kamaji', released),
    );
    await lab.api.clusterReady(cluster);
    const join = (names: string[]) =>
      lab.cluster.dpus.join({ namespace: 'team-a', name: 'test' }, names);
    expect(await joinOneOfTwo(lab, viewer, cluster, join)).toEqual(COUNTS);
  });

  it('is counted in a static cluster when the command line runs for a user who has no Kubernetes binaries', async () => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'join-home-'));
    const env = {
      NODE_ENV: process.env.NODE_ENV,
      PATH: '',
      HOME: home,
      DPF_PORTAL_CACHE: path.join(home, 'cache'),
    };
    const cluster = await registerGuideExample(lab, released);
    await lab.api.clusterReady(cluster);
    const state = path.dirname(lab.cluster.adminKubeconfigFile);
    const join = async (names: string[]) => {
      const args = ['join', '--state', state, 'static', ...names];
      await run(process.execPath, [localCluster, ...args], { env });
    };
    expect(await joinOneOfTwo(lab, viewer, cluster, join)).toEqual(COUNTS);
    expect(fs.existsSync(env.DPF_PORTAL_CACHE)).toBe(false);
    fs.rmSync(home, { recursive: true });
  });
});
