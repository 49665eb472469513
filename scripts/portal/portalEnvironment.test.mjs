import assert from 'node:assert/strict';
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

  it('enables the roles that were asked for and no other', () => {
    const env = portalEnvironment(target, options);
    assert.equal(env.DPF_ROLE_KAMAJI, 'enabled');
    assert.equal(env.DPF_ROLE_STATIC, 'disabled');
    assert.equal(env.DPF_ROLE_PROVISIONING, 'disabled');
  });

  it('listens on 127.0.0.1 only', () => {
    const env = portalEnvironment(target, options);
    assert.equal(JSON.parse(env.APP_CONFIG_app_listen_host), '127.0.0.1');
    assert.equal(JSON.parse(env.APP_CONFIG_backend_listen_host), '127.0.0.1');
  });

  it('lets guests in on an existing cluster', () => {
    const env = portalEnvironment({ ...target, existing: true }, options);
    assert.equal(env.DPF_ALLOW_REMOTE_GUESTS, 'true');
    assert.equal(
      portalEnvironment(target, options).DPF_ALLOW_REMOTE_GUESTS,
      'false',
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
});
