import {
  Informer,
  KubeClient,
  RestTransport,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { FAULT_ANNOTATIONS } from '../kubelet/annotations';
import { TENANT_CONTROL_PLANES } from '../kamaji/TenantControlPlane';
import {
  AddressedTenant,
  ClusterNetwork,
  endpointIndexers,
} from './ClusterNetwork';

function tenant(
  name: string,
  address: string,
  port: number,
  annotations?: Record<string, string>,
): AddressedTenant {
  return {
    metadata: { name, namespace: 'team-a', resourceVersion: '1', annotations },
    spec: { networkProfile: { address, port } },
  };
}

describe('ClusterNetwork', () => {
  const ports: Record<string, number> = {
    'team-a/one': 4001,
    'team-a/six': 4006,
  };
  let network: ClusterNetwork;

  beforeEach(() => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: 'c', server: 'https://127.0.0.1:1', skipTLSVerify: false },
      { name: 'u' },
    );
    const client = new KubeClient({
      transport: RestTransport.fromKubeConfig(kubeConfig),
    });
    const informer = new Informer<AddressedTenant>({
      client,
      resource: TENANT_CONTROL_PLANES,
      indexers: endpointIndexers,
    });
    [
      tenant('one', '10.66.66.66', 31001),
      tenant('down', '10.66.66.67', 31002),
      tenant('dark', '10.66.66.68', 31003, {
        [FAULT_ANNOTATIONS.vipDown]: 'true',
      }),
      tenant('mute', '10.66.66.69', 31004, {
        [FAULT_ANNOTATIONS.vipSilent]: 'true',
      }),
      tenant('six', 'FD00::1', 31006),
    ].forEach(object => informer.overlay(object));
    network = new ClusterNetwork(informer.store, () => [
      { portOf: (namespace, name) => ports[`${namespace}/${name}`] },
    ]);
  });

  it('accepts connections to a VIP that is set to be silent', () => {
    expect(network.route('10.66.66.69', 31004)).toEqual({ kind: 'silent' });
  });

  it('leads a VIP and port to the tenant that has both', () => {
    expect(network.route('10.66.66.66', 31001)).toEqual({
      kind: 'port',
      port: 4001,
    });
    expect(network.route('fd00::1', 31006)).toEqual({
      kind: 'port',
      port: 4006,
    });
  });

  it('leads the Service name of a tenant to it', () => {
    for (const host of ['one.team-a.svc', 'one.team-a.svc.cluster.local']) {
      expect(network.route(host, 31001)).toEqual({ kind: 'port', port: 4001 });
    }
  });

  it('says down where a tenant is known and does not run, or its VIP is gone', () => {
    expect(network.route('10.66.66.67', 31002)).toEqual({ kind: 'down' });
    expect(network.route('10.66.66.68', 31003)).toEqual({ kind: 'down' });
  });

  it.each([
    ['10.66.66.66', 31002],
    ['10.1.1.1', 443],
    ['127.0.0.1', 4001],
    ['localhost', 4001],
    ['other.team-a.svc', 31001],
    ['example.com', 443],
  ])('refuses %s:%d', (host, port) => {
    expect(network.route(host, port)).toEqual({ kind: 'refused' });
  });

  it('leads fixed addresses to what stands behind them now', () => {
    let port: number | undefined = 5000;
    network.addFixed('10.20.0.10', 6443, () => port);
    expect(network.route('10.20.0.10', 6443)).toEqual({ kind: 'port', port });
    port = undefined;
    expect(network.route('10.20.0.10', 6443)).toEqual({ kind: 'down' });
  });
});
