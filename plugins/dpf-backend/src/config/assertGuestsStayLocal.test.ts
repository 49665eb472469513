import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
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

function guests(provider: JsonObject) {
  return new ConfigReader({ auth: { providers: { guest: provider } } });
}

const DEVELOPMENT_ONLY = guests({});
const GUESTS = guests({ dangerouslyAllowOutsideDevelopment: true });
const NO_GUESTS = new ConfigReader({ auth: { providers: {} } });
const LOCAL = cluster('local', 'https://127.0.0.1:6443');
const REMOTE = cluster('prod', 'https://10.1.2.3:6443');

describe('assertGuestsStayLocal', () => {
  const runIn = (environment: string) =>
    jest.replaceProperty(process, 'env', {
      ...process.env,
      NODE_ENV: environment,
    });
  afterEach(() => jest.restoreAllMocks());

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

  it.each(['https://localhost.example.com:1', 'https://127.0.0.1.nip.io:1'])(
    'does not take %s for this machine',
    server => {
      expect(() =>
        assertGuestsStayLocal(GUESTS, [cluster('a', server)], false),
      ).toThrow('not on this machine');
    },
  );

  it('refuses guests in development, where the provider signs them in without more', () => {
    runIn('development');
    expect(() =>
      assertGuestsStayLocal(DEVELOPMENT_ONLY, [REMOTE], false),
    ).toThrow('"prod"');
  });

  it.each(['production', 'test'])(
    'has nothing to refuse in %s, where the provider signs nobody in',
    environment => {
      runIn(environment);
      expect(() =>
        assertGuestsStayLocal(DEVELOPMENT_ONLY, [REMOTE], false),
      ).not.toThrow();
    },
  );

  it('refuses guests in production where the provider is allowed there', () => {
    runIn('production');
    expect(() => assertGuestsStayLocal(GUESTS, [REMOTE], false)).toThrow(
      '"prod"',
    );
  });

  it('allows it without guests, and when the configuration says so', () => {
    expect(() =>
      assertGuestsStayLocal(NO_GUESTS, [REMOTE], false),
    ).not.toThrow();
    expect(() => assertGuestsStayLocal(GUESTS, [REMOTE], true)).not.toThrow();
  });
});
