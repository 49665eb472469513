import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { portalEnvironment } from './portalEnvironment.mjs';

const options = {
  port: 3100,
  backendPort: 7107,
  roles: ['kamaji'],
  stateDir: '/state',
};
const target = { portalKubeconfig: 'portal', controllersKubeconfig: 'ctl' };

describe('portalEnvironment', () => {
  it('reaches tenants through the proxy where there is one', () => {
    const env = portalEnvironment(
      { ...target, proxyUrl: 'http://127.0.0.1:9' },
      options,
    );
    assert.equal(env.DPF_TENANT_ACCESS_MODE, 'proxy');
    assert.equal(env.DPF_TENANT_PROXY_URL, 'http://127.0.0.1:9');
  });

  it('reaches tenants directly where there is none', () => {
    const env = portalEnvironment(target, options);
    assert.equal(env.DPF_TENANT_ACCESS_MODE, 'direct');
  });

  it('runs only the requested roles', () => {
    const env = portalEnvironment(target, options);
    assert.equal(env.DPF_ROLE_KAMAJI, 'auto');
    assert.equal(env.DPF_ROLE_STATIC, 'disabled');
    assert.equal(env.DPF_ROLE_PROVISIONING, 'disabled');
  });

  it('listens on 127.0.0.1 only', () => {
    const env = portalEnvironment(target, options);
    assert.equal(JSON.parse(env.APP_CONFIG_app_listen_host), '127.0.0.1');
    assert.equal(JSON.parse(env.APP_CONFIG_backend_listen_host), '127.0.0.1');
  });

  it('lets no page open an editor through the development server', t => {
    const dir = mkdtempSync(join(tmpdir(), 'editor-'));
    t.after(() => rmSync(dir, { recursive: true }));
    const [editor, opened] = [join(dir, 'editor'), join(dir, 'opened')];
    writeFileSync(editor, `#!/bin/sh\necho "$1" > ${opened}\n`, {
      mode: 0o700,
    });
    const launchEditor = createRequire(import.meta.url).resolve(
      'launch-editor',
    );
    // As the development server calls it. The process ends when the editor has.
    const openFile = env =>
      spawnSync(
        process.execPath,
        [
          '-e',
          `require(${JSON.stringify(launchEditor)})(process.argv[1])`,
        ].concat(editor),
        { env: { PATH: process.env.PATH, ...env } },
      );

    openFile({ LAUNCH_EDITOR: editor });
    assert.equal(readFileSync(opened, 'utf8').trim(), editor);
    rmSync(opened);
    const { status } = openFile({
      VISUAL: editor,
      EDITOR: editor,
      ...portalEnvironment(target, options),
    });
    assert.equal(status, 0);
    assert.equal(existsSync(opened), false);
  });

  it('lets guests in on an existing cluster only where that was asked for', () => {
    const existing = { ...target, existing: true };
    const allowed = more =>
      portalEnvironment(existing, { ...options, ...more })
        .DPF_ALLOW_REMOTE_GUESTS;
    assert.deepEqual(
      [allowed({}), allowed({ guests: true })],
      ['false', 'true'],
    );
  });

  it('says that the local cluster starts with the portal, and an existing one does not', () => {
    const starts = more =>
      portalEnvironment({ ...target, ...more }, options).DPF_STARTS_WITH_PORTAL;
    assert.deepEqual(
      [starts({}), starts({ existing: true })],
      ['true', 'false'],
    );
  });

  it('gives several back ends one database and ports of their own, and no controllers', () => {
    const replica = name =>
      portalEnvironment(target, options, {
        podName: `replica-${name}`,
        port: 7107 + name,
        database: 'postgresql://portal:a"b@127.0.0.1:5432/postgres',
      });
    const [one, other] = [replica(1), replica(2)];
    assert.deepEqual(
      [one, other].map(env => [
        env.POD_NAME,
        env.APP_CONFIG_backend_listen_port,
        JSON.parse(env.APP_CONFIG_backend_baseUrl),
        JSON.parse(env.APP_CONFIG_backend_database_client),
        JSON.parse(env.APP_CONFIG_backend_database_connection),
      ]),
      [1, 2].map(name => [
        `replica-${name}`,
        String(7107 + name),
        // Of the load balancer.
        'http://localhost:7107',
        'pg',
        'postgresql://portal:a"b@127.0.0.1:5432/postgres',
      ]),
    );
    assert.equal(one.DPF_ROLE_KAMAJI, 'disabled');
    assert.equal(one.DPF_CONTROLLERS_KUBECONFIG, '');
    const single = portalEnvironment(target, options);
    assert.equal(single.APP_CONFIG_backend_database_client, undefined);
  });
});
