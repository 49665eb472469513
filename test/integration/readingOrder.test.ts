import { DpuCluster } from '@dpf-portal/dpf-model';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Lab } from '../management/Lab';
import { ManagementApi } from '../management/ManagementApi';
import { BackendProcess } from '../portal/BackendProcess';
import { dpfClientOf } from '../portal/dpfClientOf';
import { filesCalled } from '../portal/filesCalled';

const ROOT = path.resolve(__dirname, '../..');
const PAGE = path.join(ROOT, 'docs/architecture/index.md');
const LONGEST_LIST = 15;

/** The numbered files of the page. */
function readingOrder(): string[] {
  const page = fs.readFileSync(PAGE, 'utf8');
  return [...page.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file]) => file);
}

describe('The files that the architecture page lists from request to Ready', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'reading-order-'));
  const coverageDir = path.join(stateDir, 'coverage');
  let lab: Lab;
  let backend: BackendProcess;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    backend = await BackendProcess.forLab(lab, {
      stateDir,
      coverageDir,
    });
    await backend.start();
  });

  afterAll(async () => {
    await backend?.stop();
    await lab?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  async function bringToReady(name: string): Promise<void> {
    await dpfClientOf(backend).createDpuCluster({
      requestId: `reading-order-${name}`,
      name,
      type: 'kamaji',
    });
    await lab.api.clusterReady(
      await lab.api.client.get<DpuCluster>(
        ManagementApi.resourceOf('provisioning.dpu.nvidia.com'),
        { namespace: 'dpf-clusters', name },
      ),
    );
  }

  it('all take part in a request that becomes Ready with eight writes', async () => {
    // Each role starts once its Leases are held, and finalizers of two roles are one write only where both run.
    await bringToReady('first');
    const earlier = await lab.audit.writesOf('dpf-controllers');
    await bringToReady('blue');
    const writes = await lab.audit.writesOf('dpf-controllers');
    expect(writes.slice(earlier.length)).toHaveLength(8);

    // Node writes the coverage of a process when it ends.
    await backend.stop();
    const called = filesCalled(coverageDir);
    const listed = readingOrder();
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.length).toBeLessThanOrEqual(LONGEST_LIST);
    expect(listed.filter(file => !called.has(path.join(ROOT, file)))).toEqual(
      [],
    );
  });
});
