import { findFreePort } from '@dpf-portal/local-cluster';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Lab } from '../../management/Lab';
import { BackendProcess } from '../../portal/BackendProcess';
import { eventually } from '../../portal/eventually';

const BLUE = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
/** The portal's health checks and its reconcilers each keep the key of a cluster that they check. */
const MOST_COPIES_OF_A_KEY = 2;

/** A part of the private key as PEM has it, on one line. */
function keyOf(kubeconfig: string): string {
  const parsed = new KubeConfig();
  parsed.loadFromString(kubeconfig);
  const base64 = parsed.getCurrentUser()?.keyData ?? '';
  const pem = Buffer.from(base64, 'base64').toString('utf8');
  return pem.split('\n')[1].slice(0, 60);
}

function count(heap: Buffer, text: string): number {
  let found = 0;
  for (let at = heap.indexOf(text); at >= 0; at = heap.indexOf(text, at + 1)) {
    found += 1;
  }
  return found;
}

describe('The heap of a portal that idles', () => {
  const heapDir = fs.mkdtempSync(path.join(os.tmpdir(), 'heap-'));
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'heap-portal-'));
  let lab: Lab;
  let portal: BackendProcess;

  beforeAll(async () => {
    lab = await Lab.start();
    const { cluster } = lab;
    portal = BackendProcess.create({
      port: await findFreePort(),
      stateDir,
      portalKubeconfigFile: cluster.portalKubeconfigFile,
      controllersKubeconfigFile: cluster.controllersKubeconfigFile,
      tenantProxyUrl: cluster.proxyUrl,
      heapDir,
    });
    await portal.start();
  });
  afterAll(async () => {
    await portal?.stop();
    await lab?.stop();
    fs.rmSync(heapDir, { recursive: true });
    fs.rmSync(stateDir, { recursive: true });
  });

  it('holds no credential of a user and no admin kubeconfig, only the keys of its health checks', async () => {
    const kubeconfig = lab.cluster.staticKubeconfig;
    const upload = await portal.json<{ handle: string }>(
      'POST',
      '/api/dpf/kubeconfig-uploads',
      { kubeconfig },
    );
    await portal.json('POST', '/api/dpf/dpu-clusters', {
      requestId: 'task-blue',
      name: 'blue',
      type: 'static',
      kubeconfigUpload: upload.handle,
      credentials: 'allowed',
    });
    await eventually('the cluster is Ready', async () => {
      const { item } = await portal.json<{ item: { phase: string } }>(
        'GET',
        BLUE,
      );
      return item.phase === 'Ready' || undefined;
    });
    const tokens: string[] = [];
    for (let i = 0; i < 5; i++) {
      const answer = await portal.json<{ kubeconfig: string }>(
        'POST',
        `${BLUE}/kubeconfig`,
        { role: 'view' },
      );
      const [, token] = /token: "([^"]+)"/.exec(answer.kubeconfig) ?? [];
      tokens.push(token);
    }
    const heap = await portal.heapSnapshot();
    // A snapshot cuts strings. The beginning of a token is the same for all; the middle of the payload is not.
    const seen = tokens.map(token => count(heap, token.slice(0, 400)));
    const text = Buffer.from(kubeconfig).toString('base64').slice(0, 60);
    expect({ tokens: seen, kubeconfigs: count(heap, text) }).toEqual({
      tokens: [0, 0, 0, 0, 0],
      kubeconfigs: 0,
    });
    const keys = count(heap, keyOf(kubeconfig));
    expect(keys).toBeLessThanOrEqual(MOST_COPIES_OF_A_KEY);
    // Where none is found, the search itself is wrong: the health checks need it.
    expect(keys).toBeGreaterThan(0);
  });
});
