import { findFreePort, LocalCluster } from '@dpf-portal/local-cluster';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BackendProcess } from '../../portal/BackendProcess';
import { ScaffolderTasks } from '../../portal/ScaffolderTasks';

const PAGE = '/api/dpf/dpu-clusters/local/dpf-clusters/secretive';

/** The private key of a kubeconfig in every spelling it could leak in, cut so that line breaks do not hide it. */
function spellingsOfKey(kubeconfig: string): string[] {
  const parsed = new KubeConfig();
  parsed.loadFromString(kubeconfig);
  const base64 = parsed.getCurrentUser()?.keyData ?? '';
  const pem = Buffer.from(base64, 'base64').toString('utf8');
  const body = pem.split('\n').filter(line => line && !line.startsWith('---'));
  return [
    base64.slice(60, 120),
    body[0].slice(0, 60),
    Buffer.from(kubeconfig, 'utf8').toString('base64').slice(400, 460),
  ];
}

function filesBelow(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name));
}

describe('The key of a registered kubeconfig', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'secrecy-'));
  const portalDir = path.join(stateDir, 'portal');
  let cluster: LocalCluster;
  let backend: BackendProcess;
  let answers: string[];

  beforeAll(async () => {
    cluster = LocalCluster.create({
      stateDir: path.join(stateDir, 'management-cluster'),
      light: true,
      kamaji: false,
    });
    await cluster.start();
    backend = BackendProcess.create({
      port: await findFreePort(),
      stateDir: portalDir,
      portalKubeconfigFile: cluster.portalKubeconfigFile,
      controllersKubeconfigFile: cluster.controllersKubeconfigFile,
      tenantProxyUrl: cluster.proxyUrl,
    });
    await backend.start();
    const tasks = new ScaffolderTasks(backend);
    const uploaded = await backend.request(
      'POST',
      '/api/dpf/kubeconfig-uploads',
      { managementCluster: 'local', kubeconfig: cluster.staticKubeconfig },
    );
    const taskId = await tasks.start('dpu-cluster-static', {
      name: 'secretive',
      kubeconfig: JSON.parse(uploaded.text).handle,
    });
    await tasks.completed(taskId);
    const paths = [
      `/api/scaffolder/v2/tasks/${taskId}`,
      `/api/scaffolder/v2/tasks/${taskId}/events`,
      '/api/dpf/dpu-clusters',
      ...['', '/findings', '/events', '/history', '/resources'].map(
        suffix => PAGE + suffix,
      ),
      '/api/catalog/entities',
    ];
    answers = [uploaded.text];
    for (const at of paths) {
      const { status, text } = await backend.request('GET', at);
      if (status !== 200) {
        throw new Error(`GET ${at} answered ${status}: ${text}`);
      }
      answers.push(text);
    }
    await backend.stop();
  });

  afterAll(async () => {
    await backend?.stop();
    await cluster?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  it('is in no answer of the back end', () => {
    for (const spelling of spellingsOfKey(cluster.staticKubeconfig)) {
      expect(answers.filter(text => text.includes(spelling))).toEqual([]);
    }
  });

  it('is in no table and no log, the API server’s audit log included', () => {
    const files = [...filesBelow(portalDir), cluster.auditLogFile];
    expect(files.some(file => file.endsWith('.sqlite'))).toBe(true);
    const spellings = spellingsOfKey(cluster.staticKubeconfig);
    const leaking = files.filter(file => {
      const bytes = fs.readFileSync(file);
      return spellings.some(spelling => bytes.includes(spelling));
    });
    expect(leaking).toEqual([]);
  });
});
