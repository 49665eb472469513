import { findFreePort, LocalCluster } from '@dpf-portal/local-cluster';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { kubeconfigSecret } from '../../fixtures/kubeconfigs';
import { ManagementApi } from '../../management/ManagementApi';
import { BackendProcess } from '../../portal/BackendProcess';
import { ScaffolderTasks } from '../../portal/ScaffolderTasks';

const TEMPLATES = ['dpu-cluster-static', 'dpu-cluster-kamaji'];
const PAGE = '/api/dpf/dpu-clusters/local/dpf-clusters/secretive';

/** The private key of a kubeconfig in every encoding in which it could leak, in parts because of line breaks. */
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

/** All ways to send a kubeconfig in a wrong field of a template. */
function misplaced(kubeconfig: string): object[] {
  const texts = [
    kubeconfig,
    // As in a single-line input.
    kubeconfig.replace(/\n/g, ''),
    JSON.stringify(parse(kubeconfig)),
  ];
  return texts.flatMap(text => [
    { name: 'typed', kubeconfig: text },
    { name: 'typed', kubeconfigSource: 'upload', kubeconfig: text },
    { name: 'typed', kubeconfigSource: 'secret', kubeconfig: text },
    { name: 'typed', kubeconfigSource: 'secret', kubeconfigSecret: text },
    ...['name', 'owner', 'expires', 'managementCluster', 'network'].map(
      field => ({ name: 'typed', [field]: text }),
    ),
    ...['interface', 'vip', 'version', 'namespace'].map(field => ({
      name: 'typed',
      advanced: true,
      [field]: text,
    })),
    { name: 'typed', advanced: true, labels: { a: text } },
    { name: 'typed', advanced: true, labels: { [text]: 'a' } },
    { name: 'typed', advanced: true, nodeSelector: { a: text } },
    { name: 'typed', fieldOfNoForm: text },
    { name: 'typed', fieldOfNoForm: [text] },
    { name: 'typed', fieldOfNoForm: { deep: { deeper: text } } },
    { name: 'typed', [text]: 'field of no form' },
  ]);
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
  const accepted: string[] = [];
  let own: { started: string[]; seen: string[] };
  let others: { seen: string[]; statuses: number[] };

  beforeAll(async () => {
    cluster = LocalCluster.create({
      stateDir: path.join(stateDir, 'management-cluster'),
      light: true,
      kamaji: false,
    });
    await cluster.start();
    const options = {
      port: await findFreePort(),
      stateDir: portalDir,
      portalKubeconfigFile: cluster.portalKubeconfigFile,
      controllersKubeconfigFile: cluster.controllersKubeconfigFile,
      tenantProxyUrl: cluster.proxyUrl,
    };
    backend = BackendProcess.create(options);
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
    const fromSecret = await startFromSecret(tasks);
    await tasks.completed(fromSecret);
    for (const template of TEMPLATES) {
      for (const values of misplaced(cluster.staticKubeconfig)) {
        const { status } = await tasks.tryToStart(template, values);
        if (status !== 400) {
          const fields = JSON.stringify(values).slice(0, 80);
          accepted.push(`${template} ${fields}: ${status}`);
        }
      }
    }
    own = { started: [taskId, fromSecret], seen: await idsOf(tasks) };
    await backend.stop();
    backend = BackendProcess.create({
      ...options,
      guest: 'user:default/other',
    });
    await backend.start();
    const statuses = [];
    for (const [method, more] of [
      ['GET', ''],
      ['GET', '/events'],
      ['GET', '/eventstream'],
      ['POST', '/cancel'],
      ['POST', '/retry'],
    ]) {
      const at = `/api/scaffolder/v2/tasks/${taskId}${more}`;
      statuses.push((await backend.request(method, at)).status);
    }
    others = { seen: await idsOf(new ScaffolderTasks(backend)), statuses };
    await backend.stop();
  });

  async function idsOf(tasks: ScaffolderTasks): Promise<string[]> {
    return (await tasks.list()).map(({ id }) => id).sort();
  }

  /** Registers a cluster by a Secret of the guest's group. */
  async function startFromSecret(tasks: ScaffolderTasks): Promise<string> {
    const api = ManagementApi.fromKubeConfig(cluster.kubeConfig);
    const secret = kubeconfigSecret('of-guests', {
      'admin.conf': cluster.staticKubeconfig,
    });
    await api.createSecret('dpf-clusters', {
      ...secret,
      metadata: {
        name: 'of-guests',
        annotations: { 'dpf-portal.io/owner': 'group:default/guests' },
      },
    });
    api.close();
    return tasks.start('dpu-cluster-static', {
      name: 'by-secret',
      kubeconfigSource: 'secret',
      kubeconfigSecret: 'of-guests',
    });
  }

  afterAll(async () => {
    await backend?.stop();
    await cluster?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  it('starts no task where it is typed in the place of something else', () => {
    expect(accepted).toEqual([]);
    expect(own.seen).toEqual([...own.started].sort());
  });

  it('is named in tasks that nobody but their user sees', () => {
    expect(others).toEqual({ seen: [], statuses: [403, 403, 403, 403, 403] });
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
