import { ConfigReader } from '@backstage/config';
import { KubeConfig } from '@kubernetes/client-node';
import { assertGuestsStayLocal } from './assertGuestsStayLocal';

function cluster(name: string, server: string) {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name, server, skipTLSVerify: false },
    { name },
  );
  return { name, kubeConfig };
}

const GUESTS = new ConfigReader({ auth: { providers: { guest: {} } } });
const NO_GUESTS = new ConfigReader({ auth: { providers: {} } });
const LOCAL = cluster('local', 'https://127.0.0.1:6443');
const REMOTE = cluster('prod', 'https://10.1.2.3:6443');

describe('assertGuestsStayLocal', () => {
  it('refuses guests where a management cluster is not on this machine', () => {
    expect(() => assertGuestsStayLocal(GUESTS, [LOCAL, REMOTE], false)).toThrow(
      /"prod".*dpf\.guests\.allowRemoteManagementClusters/,
    );
  });

  it.each(['https://localhost:1', 'https://[::1]:1', 'https://127.8.0.1:1'])(
    'takes %s for this machine',
    server => {
      expect(() =>
        assertGuestsStayLocal(GUESTS, [cluster('a', server)], false),
      ).not.toThrow();
    },
  );

  it('allows it without guests, and when the configuration says so', () => {
    expect(() =>
      assertGuestsStayLocal(NO_GUESTS, [REMOTE], false),
    ).not.toThrow();
    expect(() => assertGuestsStayLocal(GUESTS, [REMOTE], true)).not.toThrow();
  });
});
