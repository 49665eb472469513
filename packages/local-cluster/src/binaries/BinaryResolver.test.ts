import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BINARY_NAMES, BinaryName } from './';
import { BinaryResolver } from './BinaryResolver';

const platform = { os: 'linux', arch: 'amd64' };

function writeProgram(directory: string, name: string, prints = '') {
  fs.mkdirSync(directory, { recursive: true });
  const file = path.join(directory, name);
  fs.writeFileSync(file, `#!/bin/sh\necho '${prints}'\n`, { mode: 0o755 });
  return file;
}

describe('BinaryResolver', () => {
  let root: string;
  let progress: string[];
  const inRoot = (name: string) => path.join(root, name);
  const cached = (name: string) =>
    path.join(inRoot('cache'), 'kubernetes/v1.36.3-linux-amd64', name);

  const unreachable = jest.fn<
    Promise<string>,
    [source: { url: string }, directory: string]
  >(async () => {
    throw new Error('no route');
  });
  const build = jest.fn(
    async (names: readonly BinaryName[], directory: string) =>
      new Map(
        names.map(name => [
          name,
          writeProgram(directory, name === 'etcd' ? 'server' : name),
        ]),
      ),
  );

  function resolver(env: NodeJS.ProcessEnv = {}) {
    return new BinaryResolver({
      env: { DPF_PORTAL_CACHE: inRoot('cache'), ...env },
      platform,
      download: unreachable,
      build,
      onProgress: line => progress.push(line),
    });
  }

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'binaries-'));
    progress = [];
    jest.clearAllMocks();
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  it('takes each program from the first place that has it', async () => {
    const etcd = writeProgram(inRoot('assets'), 'etcd');
    const apiServer = writeProgram(
      inRoot('path'),
      'kube-apiserver',
      'Kubernetes v1.36.0',
    );
    writeProgram(inRoot('path'), 'etcd', 'etcd Version: 3.6.0');
    const manager = writeProgram(
      path.dirname(cached('x')),
      'kube-controller-manager',
    );

    const found = await resolver({
      KUBEBUILDER_ASSETS: inRoot('assets'),
      PATH: inRoot('path'),
    }).resolve();

    expect(found).toEqual({
      etcd,
      'kube-apiserver': apiServer,
      'kube-controller-manager': manager,
    });
    expect(progress).toEqual([]);
  });

  it('passes over a program on the PATH that is too old', async () => {
    writeProgram(inRoot('path'), 'etcd', 'etcd Version: 3.4.23');
    const found = await resolver({ PATH: inRoot('path') }).find();
    expect(found.etcd).toBeUndefined();
  });

  it('builds all that cannot be downloaded in one run and finds it in the cache next time', async () => {
    const first = await resolver().resolve();
    expect(Object.keys(first).sort()).toEqual([...BINARY_NAMES].sort());
    expect(first.etcd).toBe(cached('etcd'));
    expect(build).toHaveBeenCalledTimes(1);

    expect(await resolver().resolve()).toEqual(first);
    expect(build).toHaveBeenCalledTimes(1);
  });

  it('builds only what could not be downloaded', async () => {
    unreachable.mockImplementationOnce(async (_source, directory) =>
      writeProgram(directory, 'etcd'),
    );
    await resolver().resolve();
    expect(build.mock.calls.map(([names]) => names)).toEqual([
      ['kube-apiserver', 'kube-controller-manager'],
    ]);
  });

  it('does not ask a host again that did not answer', async () => {
    await resolver().resolve();
    const hosts = unreachable.mock.calls.map(([{ url }]) => new URL(url).host);
    expect(hosts.sort()).toEqual(['dl.k8s.io', 'github.com']);
  });

  it('leaves nothing half done in the cache when a build fails, and says why', async () => {
    build.mockImplementationOnce(async (_names, directory) => {
      writeProgram(directory, 'server');
      throw new Error('Go 1.20 is too old');
    });
    await expect(resolver().resolve()).rejects.toThrow(
      /^etcd, kube-apiserver and kube-controller-manager: missing, and could not be obtained: Go 1.20 is too old/,
    );
    expect(fs.readdirSync(path.dirname(cached('x')))).toEqual([]);
  });

  it('leaves nothing half done in the cache when it is stopped', async () => {
    const stop = new AbortController();
    build.mockImplementationOnce(async (_names, directory) => {
      writeProgram(directory, 'server');
      stop.abort();
      throw new Error('go install failed');
    });
    await expect(
      resolver().resolve({ signal: stop.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(fs.readdirSync(path.dirname(cached('x')))).toEqual([]);
  });

  it('removes what a process that was killed left half done', async () => {
    const cache = path.dirname(cached('x'));
    writeProgram(path.join(cache, '.unfinished-1'), 'server');
    await resolver().resolve();
    expect(fs.readdirSync(cache).sort()).toEqual([...BINARY_NAMES].sort());
  });

  it('builds once when two starts need it at the same time', async () => {
    const [one, two] = await Promise.all([
      resolver().resolve(),
      resolver().resolve(),
    ]);
    expect(one).toEqual(two);
    expect(build).toHaveBeenCalledTimes(1);
  });
});
