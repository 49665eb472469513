import { usableEndpointOf } from '@dpf-portal/dpf-model';
import { kamajiCluster } from '@dpf-portal/test-support';
import { childLabels } from '@dpf-portal/dpf-world';
import { DEFAULT_RECONCILE_SETTINGS } from './ReconcileContext';
import {
  buildKeepalivedConfigMap,
  buildKeepalivedDaemonSet,
} from './buildKeepalived';

function keepalivedOf(
  overrides: Parameters<typeof kamajiCluster>[0] = {},
  settings = DEFAULT_RECONCILE_SETTINGS,
) {
  const cluster = kamajiCluster({ ...overrides, metadata: { uid: 'u' } });
  const endpoint = usableEndpointOf(cluster, {
    tenantControlPlane: () => undefined,
  });
  if (!endpoint) {
    throw new Error('The cluster has no usable endpoint');
  }
  const configMap = buildKeepalivedConfigMap(cluster, endpoint, 31443);
  return {
    configMap,
    daemonSet: buildKeepalivedDaemonSet(cluster, {
      endpoint,
      configMap,
      settings,
    }),
  };
}

describe('keepalived', () => {
  it('holds the VIP on the interface with the router id', () => {
    const conf = keepalivedOf().configMap.data?.['keepalived.conf'];
    expect(conf).toContain('interface br-dpu\n');
    expect(conf).toContain('virtual_router_id 126\n');
    expect(conf).toContain('10.66.66.66/32\n');
  });

  it('writes an IPv6 address with its own prefix', () => {
    const { configMap } = keepalivedOf({ keepalived: { vip: 'fd00::66' } });
    expect(configMap.data?.['keepalived.conf']).toContain('fd00::66/128\n');
  });

  it('B19: checks the host’s own port, counts errors as failures and does not hang', () => {
    const script = keepalivedOf().configMap.data?.['check-api-server.sh'];
    expect(script).toMatch(/curl -f .*-m 4 .*:31443\/readyz/);
  });

  it('B19: is not privileged beyond what VRRP needs', () => {
    const { containers, hostNetwork } =
      keepalivedOf().daemonSet.spec.template.spec;
    expect(hostNetwork).toBe(true);
    expect(containers).toHaveLength(1);
    expect(containers[0].securityContext).toEqual({
      privileged: false,
      allowPrivilegeEscalation: false,
      capabilities: {
        drop: ['ALL'],
        add: ['NET_ADMIN', 'NET_RAW', 'NET_BROADCAST'],
      },
    });
  });

  it('B18: takes image and pull secrets from the settings', () => {
    const pod = keepalivedOf(
      {},
      {
        ...DEFAULT_RECONCILE_SETTINGS,
        keepalivedImage: 'mirror.example.com/keepalived:2',
        imagePullSecrets: ['mirror'],
      },
    ).daemonSet.spec.template.spec;
    expect(pod.containers.map(({ image }) => image)).toEqual([
      'mirror.example.com/keepalived:2',
    ]);
    expect(pod.imagePullSecrets).toEqual([{ name: 'mirror' }]);
  });

  it('runs on the selected control-plane nodes', () => {
    const pod = keepalivedOf().daemonSet.spec.template.spec;
    expect(pod.nodeSelector).toEqual({
      'node-role.kubernetes.io/control-plane': 'true',
    });
    expect(
      pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution
        .nodeSelectorTerms,
    ).toHaveLength(2);
  });

  it('carries label values of at most 63 characters, different for different clusters', () => {
    const label = (name: string) =>
      childLabels(kamajiCluster({ name, namespace: 'n'.repeat(60) }))[
        'dpu.nvidia.com/cluster'
      ];
    expect(label('a').length).toBeLessThanOrEqual(63);
    expect(label('a'.repeat(50))).not.toBe(label('b'.repeat(50)));
  });
});
