import { aCluster } from '@dpf-portal/test-support';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './runCli';

describe('dpf-controllers explain', () => {
  let folder: string;
  let out: string;
  let err: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'explain-'));
    out = '';
    err = '';
    jest.spyOn(process.stdout, 'write').mockImplementation(text => {
      out += text;
      return true;
    });
    jest.spyOn(process.stderr, 'write').mockImplementation(text => {
      err += text;
      return true;
    });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  const put = async (name: string, value: unknown) => {
    const file = join(folder, name);
    await writeFile(
      file,
      typeof value === 'string' ? value : JSON.stringify(value),
    );
    return file;
  };
  const ready = aCluster({ status: { phase: 'Ready' } });

  it('ends with 0 where nobody has to act', async () => {
    const file = await put('a.json', ready);
    expect(await runCli(['explain', file])).toBe(0);
    expect(out).toContain('team-b/green  Ready');
    expect(out).toContain('What the dump lacks');
  });

  it('ends with 1 where somebody has to act', async () => {
    const file = await put('a.json', aCluster({ status: { phase: 'Failed' } }));
    expect(await runCli(['explain', file, '--output', 'json'])).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      needsSomebody: true,
      clusters: [{ name: 'green', needs: ['platform'] }],
    });
  });

  it('writes Markdown', async () => {
    const file = await put('a.json', ready);
    await runCli(['explain', file, '--output=markdown']);
    expect(out).toContain('# DPU cluster ');
    expect(out).toContain('## What the dump lacks');
  });

  it.each([
    ['nothing.yaml', 'hello: world\n', 'no object of DPF or Kamaji'],
    ['broken.yaml', 'a: [', 'neither YAML nor JSON'],
    ['dump.tar.gz', '', 'Unpack it first'],
  ])('ends with 2 for %s', async (name, text, message) => {
    const file = await put(name, text);
    expect(await runCli(['explain', file])).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe('');
  });

  it('ends with 2 where an assumption does not fit', async () => {
    const file = await put('a.json', ready);
    expect(
      await runCli(['explain', file, '--if-label=a=b', '--cluster=red']),
    ).toBe(2);
    expect(err).toContain('no DPUCluster red');
    const other = await put('b.json', { kind: 'Pod' });
    expect(await runCli(['explain', file, '--if-new-cluster', other])).toBe(2);
    expect(err).toContain('needs the manifest of a DPUCluster');
  });
});
