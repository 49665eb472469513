import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GoBuilder } from './GoBuilder';
import { ETCD_VERSION, KUBERNETES_VERSION } from './versions';

const modules = path.resolve(__dirname, '../../binaries');

describe('GoBuilder', () => {
  let bin: string;
  beforeEach(() => {
    bin = fs.mkdtempSync(path.join(os.tmpdir(), 'go-'));
  });
  afterEach(() => fs.rmSync(bin, { recursive: true }));

  function fakeGo(script: string) {
    fs.writeFileSync(path.join(bin, 'go'), `#!/bin/sh\n${script}\n`, {
      mode: 0o755,
    });
    return new GoBuilder(modules, { PATH: bin });
  }

  it('says which Go is needed when the one here is too old and fetches no other', async () => {
    const builder = fakeGo('echo go1.22.2; echo local');
    await expect(builder.build(['etcd'], bin)).rejects.toThrow(
      'Go 1.22.2 on the PATH is too old, Go 1.26.0 or newer is needed',
    );
  });

  it('says so when there is no Go', async () => {
    const builder = new GoBuilder(modules, { PATH: bin });
    await expect(builder.build(['etcd'], bin)).rejects.toThrow(
      /there is no Go on the PATH/,
    );
  });

  it('says so when an old Go cannot fetch the newer one', async () => {
    const builder = fakeGo(
      'if [ "$1" = env ]; then echo go1.22.2; echo auto; else echo "go: download go1.26.0: toolchain not available" >&2; exit 1; fi',
    );
    await expect(builder.build(['etcd'], bin)).rejects.toThrow(
      /^Go 1.26.0 or newer is needed and could not be fetched/,
    );
  });

  it('builds all programs in one run and knows under which name etcd comes out', async () => {
    const calls = path.join(bin, 'calls');
    const builder = fakeGo(
      `if [ "$1" = env ]; then echo go1.26.8; echo auto; else echo "$@" >> ${calls}; fi`,
    );
    const files = await builder.build(['etcd', 'kube-apiserver'], bin);
    expect([...files]).toEqual([
      ['etcd', path.join(bin, 'server')],
      ['kube-apiserver', path.join(bin, 'kube-apiserver')],
    ]);
    expect(fs.readFileSync(calls, 'utf8').trim().split('\n')).toEqual([
      expect.stringMatching(
        /^install .*go\.etcd\.io\/etcd\/server\/v3 k8s\.io\/kubernetes\/cmd\/kube-apiserver$/,
      ),
    ]);
  });

  it('ends a build when it is stopped', async () => {
    const started = path.join(bin, 'started');
    const builder = fakeGo(
      `if [ "$1" = env ]; then echo go1.26.8; echo auto; else echo >${started}; while :; do :; done; fi`,
    );
    const stop = new AbortController();
    const watcher = fs.watch(bin, () => {
      if (fs.existsSync(started)) {
        stop.abort();
      }
    });
    await expect(
      builder.build(['etcd'], bin, { signal: stop.signal }),
    ).rejects.toThrow(/^go install failed/);
    watcher.close();
  });
});

it('pins the same versions in go.mod and in the code, and names no registry', () => {
  const text = fs.readFileSync(path.join(modules, 'go.mod'), 'utf8');
  expect(text).toContain(`k8s.io/kubernetes v${KUBERNETES_VERSION}`);
  expect(text).toContain(`go.etcd.io/etcd/server/v3 v${ETCD_VERSION}`);
  expect(text).not.toMatch(/https?:/);
});
