import { ConfigReader } from '@backstage/config';
import { buildControllersKubeConfig, buildKubeConfig } from './buildKubeConfig';

const rootConfig = new ConfigReader({
  kubernetes: {
    clusterLocatorMethods: [
      { type: 'catalog' },
      {
        type: 'config',
        clusters: [
          {
            name: 'plain',
            url: 'https://10.1.1.1:6443',
            authProvider: 'serviceAccount',
            serviceAccountToken: 'read-only',
            caData: 'Y2E=',
          },
          {
            name: 'by-metadata',
            url: 'https://10.1.1.2:6443',
            authMetadata: {
              'kubernetes.io/auth-provider': 'serviceAccount',
              serviceAccountToken: 'from-metadata',
            },
          },
          {
            name: 'users-own',
            url: 'https://10.1.1.3',
            authProvider: 'google',
          },
          {
            name: 'no-token',
            url: 'https://10.1.1.4',
            authProvider: 'serviceAccount',
          },
        ],
      },
    ],
  },
});

const byRef = (ref: string, more: object = {}) =>
  buildKubeConfig(
    { kind: 'kubernetesPluginRef', ref, ...more },
    rootConfig,
    'dpf.managementClusters[0]',
  );

describe('buildKubeConfig', () => {
  it("takes server and CA from the Kubernetes plugin's configuration", () => {
    const kubeConfig = byRef('plain');
    expect(kubeConfig.getCurrentCluster()).toMatchObject({
      server: 'https://10.1.1.1:6443',
      caData: 'Y2E=',
      skipTLSVerify: false,
    });
    expect(kubeConfig.getCurrentUser()?.token).toBe('read-only');
  });

  it('finds a token in authMetadata', () => {
    expect(byRef('by-metadata').getCurrentUser()?.token).toBe('from-metadata');
  });

  it("prefers the portal's own token, and a file over both", () => {
    expect(
      byRef('plain', { serviceAccountToken: 'own' }).getCurrentUser()?.token,
    ).toBe('own');
    const user = byRef('plain', { tokenFile: 'token' }).getCurrentUser();
    expect(user?.token).toBeUndefined();
    expect(user?.authProvider.config.tokenFile).toBe('token');
  });

  it.each([
    ['none', 'kubernetes.clusterLocatorMethods has no cluster "none"'],
    ['users-own', 'signs in by google'],
    ['no-token', 'has no token'],
  ])('says what is wrong with %s', (ref, message) => {
    expect(() => byRef(ref)).toThrow(message);
    expect(() => byRef(ref)).toThrow(
      'dpf.managementClusters[0].kubernetesPluginRef',
    );
  });

  it('says which file is missing', () => {
    expect(() =>
      buildKubeConfig(
        { kind: 'kubeconfigFile', file: 'nowhere.kubeconfig' },
        rootConfig,
        'dpf.managementClusters[0]',
      ),
    ).toThrow(
      'dpf.managementClusters[0].kubeconfigFile: there is no file nowhere.kubeconfig.',
    );
  });
});

describe('buildControllersKubeConfig', () => {
  it("speaks to the portal's server with another token", () => {
    const kubeConfig = buildControllersKubeConfig(
      { kind: 'tokenFile', tokenFile: 'controllers-token' },
      byRef('plain'),
      'dpf.managementClusters[0]',
    );
    expect(kubeConfig.getCurrentCluster()).toMatchObject({
      server: 'https://10.1.1.1:6443',
      caData: 'Y2E=',
    });
    expect(kubeConfig.getCurrentUser()?.authProvider.config.tokenFile).toBe(
      'controllers-token',
    );
  });
});
