import {
  BY_VENDOR,
  NOW,
  aCluster,
  aControlPlane,
  aDpu,
  aNode,
  aStaticCluster,
  aWorld,
  blue,
  keepalivedOn,
  runBy,
} from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../annotations';
import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  KeepalivedSpec,
  internalFinalizer,
  managerFinalizer,
} from '../cluster/DpuCluster';
import { FindingRow, saidFirst, wanted } from './__testUtils__/FindingRow';
import { findingsOf } from './findingsOf';
import { TenantObservation } from './Observation';

const SINCE = '2026-11-24T14:02:00Z';
const DELETED = '2026-11-24T14:00:20Z';
const PAUSED_UNTIL = '2026-11-26T18:00:00Z';

function failing(
  reason: TenantObservation['reason'],
  rest: Partial<TenantObservation> = {},
): TenantObservation {
  return { health: 'unhealthy', reason, since: SINCE, ...rest };
}

const KEEPALIVED = {
  vip: '10.66.66.66',
  interface: 'br-dpu',
  virtualRouterID: 126,
};

function withKeepalived(change: Partial<KeepalivedSpec>): DpuCluster {
  return aCluster({
    spec: { clusterEndpoint: { keepalived: { ...KEEPALIVED, ...change } } },
  });
}

const ready = { phase: 'Ready' } as const;
const notReady = { phase: 'NotReady' } as const;

const dpf27 = {
  metadata: { name: 'dpfoperatorconfig' },
  status: { version: 'v27.1.0' },
};
const NOT_STARTED =
  'DPF v27.1.0 is newer than this release of the portal supports (up to v26.x), so the portal does not start this cluster.';
const UPGRADE_PORTAL =
  'Upgrade this portal, and dpf-controllers where they run, to a release that supports this DPF.';

const table: FindingRow[] = [
  {
    cluster: aStaticCluster(),
    world: { roles: [runBy('static', 'nobody')], operatorConfig: dpf27 },
    code: 'DpfTooNew',
    sentence: NOT_STARTED,
    remedy: UPGRADE_PORTAL,
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aStaticCluster({ status: ready }),
    world: { roles: [runBy('provisioning', 'nobody')], operatorConfig: dpf27 },
    code: 'DpfTooNew',
    sentence:
      'DPF v27.1.0 is newer than this release of the portal supports (up to v26.x), so the portal starts no role. Changes and deletion of this cluster are not processed.',
    remedy: UPGRADE_PORTAL,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster({
      status: {
        phase: 'Pending',
        conditions: [
          {
            type: 'Created',
            status: 'False',
            reason: 'DpfTooNew',
            message: NOT_STARTED,
            lastTransitionTime: '2026-11-24T12:00:00Z',
          },
        ],
      },
    }),
    world: { operatorConfig: dpf27 },
    code: 'DpfTooNew',
    sentence: NOT_STARTED,
    remedy: UPGRADE_PORTAL,
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aStaticCluster(),
    world: { roles: [runBy('static', 'nobody')] },
    code: 'NoManagerForType',
    sentence:
      'No controller on lab manages static clusters. The cluster does not start.',
    remedy:
      "Enable DPF's static cluster manager or set this portal's static role to auto.",
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aStaticCluster({ status: ready }),
    world: { roles: [runBy('static', 'nobody')] },
    code: 'NoManagerForType',
    sentence:
      'No controller on lab manages static clusters. The cluster keeps running; changes and deletion are not processed.',
    remedy:
      "Enable DPF's static cluster manager or set this portal's static role to auto.",
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster(),
    world: { kamaji: false },
    code: 'KamajiMissing',
    sentence: 'Kamaji is not installed on lab. The cluster does not start.',
    remedy: 'Install Kamaji.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster({ spec: { type: 'acme/cluster' } }),
    code: 'NoManagerForType',
    sentence:
      'No known controller on lab manages clusters of type “acme/cluster”. The cluster does not start.',
    remedy: 'Install the cluster manager of this type.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster(),
    world: { roles: [runBy('provisioning', 'nobody')] },
    code: 'NoManagerForType',
    sentence:
      'No controller on lab sets the phase of DPU clusters. The cluster does not start.',
    remedy:
      "Enable DPF's provisioning controller or set this portal's provisioning role to auto.",
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster(),
    world: { controlPlane: aControlPlane(), usualTimeToReadyMs: 40_000 },
    code: 'WaitingForControlPlane',
    sentence:
      'Kamaji is starting the API server; usually ready after 40 s here.',
    remedy: 'Wait.',
    who: 'nobody',
    blocking: false,
  },
  {
    cluster: aCluster(),
    code: 'WaitingForControlPlane',
    sentence: 'The control plane will be created next.',
    remedy: 'Wait.',
    who: 'nobody',
    blocking: false,
  },
  {
    cluster: aCluster(),
    world: { controlPlane: aControlPlane(), now: NOW + 6 * 60_000 },
    code: 'WaitingForControlPlane',
    sentence: 'Kamaji is starting the API server.',
    remedy:
      "This takes too long. Look at Kamaji's log and at the pods of Deployment team-b/green: `kubectl -n team-b describe pods -l kamaji.clastix.io/name=green`.",
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aStaticCluster(),
    code: 'WaitingForControlPlane',
    sentence: 'The first check of the API server is running.',
    remedy: 'Wait.',
    who: 'nobody',
    blocking: false,
  },
  {
    cluster: aCluster({ spec: { clusterEndpoint: undefined } }),
    code: 'EndpointMissing',
    sentence:
      'No VIP was given (spec.clusterEndpoint.keepalived), so the control plane cannot get an address.',
    remedy:
      'Choose a network when you create a cluster, or set spec.clusterEndpoint.keepalived: `kubectl -n team-b edit dpucluster green`.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: withKeepalived({ interface: 'eth0;\nreboot' }),
    code: 'EndpointInvalid',
    sentence: 'The interface “eth0; reboot” is not valid.',
    remedy:
      'Give the name of a network interface, such as br-dpu: 1 to 15 letters, digits, and _ . - Correct it: `kubectl -n team-b edit dpucluster green`.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: withKeepalived({ vip: 'x'.repeat(50) }),
    code: 'EndpointInvalid',
    sentence: `The VIP “${'x'.repeat(40)}…” is not valid.`,
    remedy:
      'Give one IP address, such as 10.0.0.10. Correct it: `kubectl -n team-b edit dpucluster green`.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: withKeepalived({ vip: '169.254.169.254' }),
    code: 'EndpointInvalid',
    sentence: 'The VIP “169.254.169.254” is not valid.',
    remedy:
      'This address cannot be used: link-local addresses are not routed. Choose another. Correct it: `kubectl -n team-b edit dpucluster green`.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: withKeepalived({ nodeSelector: { role: 'a b' } }),
    world: { nodes: [aNode('a', 'true')] },
    code: 'EndpointInvalid',
    sentence: 'The label of a node selector “role=a b” is not valid.',
    remedy:
      'A label value is empty or up to 63 letters, digits, and - _ . , with a letter or digit at both ends. Correct it: `kubectl -n team-b edit dpucluster green`.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: withKeepalived({ virtualRouterID: 7 }),
    world: { others: [blue] },
    code: 'AddressInUse',
    sentence:
      'VIP 10.66.66.66 is used by team-a/blue, which is not affected. This cluster cannot start.',
    remedy: `Set another VIP: \`kubectl -n team-b patch dpuclusters.provisioning.dpu.nvidia.com green --type=merge -p '{"spec":{"clusterEndpoint":{"keepalived":{"vip":"ADDRESS"}}}}'\`. A request without a VIP gets the next free address.`,
    who: 'owner',
    blocking: true,
  },
  {
    cluster: withKeepalived({ vip: '10.66.66.71' }),
    world: { others: [blue] },
    code: 'RouterIdInUse',
    sentence:
      'This cluster and team-a/blue use virtual router ID 126 on br-dpu. Both VIPs can become unreachable.',
    remedy:
      'Set another virtualRouterID: `kubectl -n team-b edit dpuclusters.provisioning.dpu.nvidia.com green`. A request without one gets the next free id.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: withKeepalived({ vip: '10.66.66.71', interface: 'eth1' }),
    world: { others: [blue] },
    code: 'RouterIdInUse',
    sentence:
      'team-a/blue also uses virtual router ID 126, on br-dpu. If both interfaces are on one network segment, both VIPs can become unreachable.',
    remedy:
      'Set another virtualRouterID: `kubectl -n team-b edit dpuclusters.provisioning.dpu.nvidia.com green`. A request without one gets the next free id.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster(),
    world: { nodes: [aNode('a', ''), aNode('b', ''), aNode('c', '')] },
    code: 'NoMatchingNodes',
    sentence:
      'No node has control-plane="true"; 3 nodes have it with an empty value.',
    remedy: `Use the empty value: \`kubectl -n team-b patch dpuclusters.provisioning.dpu.nvidia.com green --type=merge -p '{"spec":{"clusterEndpoint":{"keepalived":{"nodeSelector":{"node-role.kubernetes.io/control-plane":""}}}}}'\`.`,
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster(),
    world: { nodes: [aNode('a', 'yes')] },
    code: 'NoMatchingNodes',
    sentence: 'No node has control-plane="true"; 1 node has it with “yes”.',
    remedy: `Use “yes”: \`kubectl -n team-b patch dpuclusters.provisioning.dpu.nvidia.com green --type=merge -p '{"spec":{"clusterEndpoint":{"keepalived":{"nodeSelector":{"node-role.kubernetes.io/control-plane":"yes"}}}}}'\`.`,
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster(),
    world: { nodes: [aNode('a')] },
    code: 'NoMatchingNodes',
    sentence:
      'No node has control-plane="true", and no node has that label with another value.',
    remedy:
      'Choose a label that the control-plane nodes have. To see theirs, run: `kubectl get nodes --show-labels`.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster({ status: notReady }),
    world: {
      daemonSet: keepalivedOn(3),
      observation: failing('Unreachable', {
        server: 'https://10.66.66.71:31443',
      }),
    },
    code: 'AddressNotAnswering',
    sentence:
      'The API server does not answer at VIP 10.66.66.71:31443 from the portal, although keepalived runs on 3 of 3 nodes.',
    remedy:
      "Check the interface on each node, VRRP multicast and the firewall. keepalived's log says which node has the VIP: `kubectl -n team-b logs daemonset/green-keepalived`.",
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster({ status: notReady }),
    world: {
      daemonSet: keepalivedOn(3),
      observation: failing('Unreachable', {
        server: 'https://10.66.66.71:31443',
        answersAtNode: '10.0.0.11:31443',
      }),
    },
    code: 'AddressNotAnswering',
    sentence:
      'The API server answers at 10.0.0.11:31443, the address of a node, and not at VIP 10.66.66.71:31443, although keepalived runs on 3 of 3 nodes. NodePorts are not served on the VIP.',
    remedy:
      'Run: `kubectl -n kube-system get configmap kube-proxy -o yaml | grep -E "mode:|nodePortAddresses"`. If nodePortAddresses is set, add the range of the VIPs. If the mode is nftables, set nodePortAddresses to that range, because this mode serves only the own address of a node. If there is no such ConfigMap, a CNI replaces kube-proxy: configure it to serve NodePorts on the VIP.',
    who: 'platform',
    blocking: false,
  },
  {
    // Without keepalived no node has the VIP, whatever nodes answer.
    cluster: aCluster({ status: notReady }),
    world: {
      daemonSet: keepalivedOn(0),
      observation: failing('Unreachable', {
        answersAtNode: '10.0.0.11:31443',
      }),
    },
    code: 'AddressNotAnswering',
    sentence: 'No node has VIP 10.66.66.66: keepalived runs on 0 of 3 nodes.',
    remedy:
      'Look at DaemonSet green-keepalived and its pods: `kubectl -n team-b describe daemonset green-keepalived`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster({ status: notReady }),
    world: {
      daemonSet: keepalivedOn(0),
      observation: failing('Unreachable'),
    },
    code: 'AddressNotAnswering',
    sentence: 'No node has VIP 10.66.66.66: keepalived runs on 0 of 3 nodes.',
    remedy:
      'Look at DaemonSet green-keepalived and its pods: `kubectl -n team-b describe daemonset green-keepalived`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster(),
    world: { dataStores: ['other'] },
    code: 'DataStoreMissing',
    sentence:
      "Kamaji's DataStore default does not exist, so the control plane cannot start. Kamaji does not retry.",
    remedy:
      'Create the DataStore, then create this cluster again. To see which exist, run: `kubectl get datastores.kamaji.clastix.io`.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aStaticCluster({ spec: { kubeconfig: undefined } }),
    code: 'KubeconfigUnusable',
    sentence:
      'spec.kubeconfig names no Secret, so the API server cannot be reached.',
    remedy: 'Replace the kubeconfig.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aStaticCluster(),
    world: {
      secret: {
        name: 'my-admin-kubeconfig',
        state: 'missing',
        problem: 'The Secret my-admin-kubeconfig does not exist.',
      },
    },
    code: 'KubeconfigUnusable',
    sentence: 'The Secret my-admin-kubeconfig does not exist.',
    remedy: 'Replace the kubeconfig.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aStaticCluster(),
    world: {
      secret: {
        name: 'my-admin-kubeconfig',
        state: 'unusable',
        problem: 'The Secret my-admin-kubeconfig has no kubeconfig.',
      },
    },
    code: 'KubeconfigUnusable',
    sentence: 'The Secret my-admin-kubeconfig has no kubeconfig.',
    remedy: 'Replace the kubeconfig.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aCluster({
      spec: { kubeconfig: 'green-admin-kubeconfig' },
      status: ready,
    }),
    world: { secret: { name: 'green-admin-kubeconfig', state: 'missing' } },
    code: 'KubeconfigUnusable',
    sentence: 'The Secret green-admin-kubeconfig cannot be used.',
    remedy:
      "Kamaji recreates the Secret. If it does not, look at Kamaji's log: it stops too while the data store is down.",
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aStaticCluster({ status: notReady }),
    world: { observation: failing('TLSUntrusted') },
    code: 'ApiNotAnswering',
    sentence: 'Checks of the API server fail: its certificate is not trusted.',
    remedy: 'If its CA was rotated, re-read or replace the kubeconfig.',
    who: 'platform',
    blocking: false,
  },
  ...(
    [
      [
        'OtherAddress',
        'the server’s certificate is made out for other addresses, not for the one in the kubeconfig.',
        /^Add the address to the server’s SANs .*`kubeadm init phase certs apiserver --config FILE`.*`openssl s_client -connect 10\.0\.0\.10:6443 /,
        'owner',
      ],
      [
        'Expired',
        'the server’s own certificate expired.',
        /^Renew the certificate on the server\. .*`kubeadm certs renew apiserver`/,
        'owner',
      ],
      [
        'NotYetValid',
        'the server’s certificate is not valid yet by the clock of the portal, so one of the two clocks is wrong.',
        /^Compare the clocks: run `date -u` on the machine of the portal and on the server/,
        'platform',
      ],
      [
        'OtherAuthority',
        'the server’s certificate is not trusted: another CA signed it than the one in the kubeconfig.',
        /^If the CA of the cluster was replaced, replace the kubeconfig .*`kubectl config view --raw --minify --flatten`/,
        'owner',
      ],
      [
        'AuthorityExpired',
        'the CA in the kubeconfig expired.',
        /^If the cluster has a new CA, replace the kubeconfig/,
        'owner',
      ],
      [
        'NoTls',
        'the server does not speak TLS.',
        /^Check the port in the kubeconfig: `curl -kv https:\/\/10\.0\.0\.10:6443\/readyz`/,
        'owner',
      ],
    ] as const
  ).map(([tlsProblem, sentence, remedy, who]) => ({
    cluster: aStaticCluster({ status: notReady }),
    world: {
      observation: failing('TLSUntrusted', {
        tlsProblem,
        server: 'https://10.0.0.10:6443',
      }),
    },
    code: 'ApiNotAnswering' as const,
    sentence: `Checks of the API server fail: ${sentence}`,
    remedy: expect.stringMatching(remedy),
    who,
    blocking: false,
  })),
  ...(
    [
      [
        'Expired',
        'the server’s own certificate expired.',
        /^Let Kamaji renew the server’s certificate: `kubectl -n team-b annotate secret green-api-server-certificate --overwrite certs\.kamaji\.clastix\.io\/rotate=""`/,
      ],
      [
        'OtherAuthority',
        'the server’s certificate is not trusted: another CA signed it than the one in the kubeconfig.',
        /^Let Kamaji write the kubeconfig again: `kubectl -n team-b delete secret green-admin-kubeconfig`/,
      ],
    ] as const
  ).map(([tlsProblem, sentence, remedy]) => ({
    cluster: aCluster({
      spec: { kubeconfig: 'green-admin-kubeconfig' },
      status: ready,
    }),
    world: { observation: failing('TLSUntrusted', { tlsProblem }) },
    code: 'ApiNotAnswering' as const,
    sentence: `Checks of the API server fail: ${sentence}`,
    remedy: expect.stringMatching(remedy),
    who: 'platform' as const,
    blocking: false,
  })),
  {
    cluster: aStaticCluster(),
    world: { observation: failing('CredentialsRejected') },
    code: 'ApiNotAnswering',
    sentence:
      'Checks of the API server fail: it rejects the kubeconfig’s credentials.',
    remedy:
      'Replace the kubeconfig with one whose client certificate the cluster’s CA signed and whose user may do everything. kubeadm issues one: `kubeadm kubeconfig user --client-name dpf-admin --org system:masters > admin.kubeconfig`.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aCluster({
      spec: { kubeconfig: 'green-admin-kubeconfig' },
      status: ready,
    }),
    world: { observation: failing('CredentialsRejected') },
    code: 'ApiNotAnswering',
    sentence:
      'Checks of the API server fail: it rejects the kubeconfig’s credentials.',
    remedy:
      'Let Kamaji write the kubeconfig again: `kubectl -n team-b delete secret green-admin-kubeconfig`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aStaticCluster(),
    world: { observation: failing('AddressNotAllowed') },
    code: 'ApiNotAnswering',
    sentence:
      'Checks of the API server fail: its address is outside the networks that the portal may connect to.',
    remedy:
      'Check the address. If it is right, add its network to tenantAccess.allowedCidrs.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aStaticCluster(),
    world: { observation: failing('ServerIsLocal') },
    code: 'ApiNotAnswering',
    sentence:
      'Checks of the API server fail: its kubeconfig names the machine it was made on.',
    remedy:
      'Replace the kubeconfig with one that names the address at which the DPUs and the portal reach the API server. Its certificate must carry that address too.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aStaticCluster(),
    world: { observation: failing('AddressForbidden') },
    code: 'ApiNotAnswering',
    sentence:
      'Checks of the API server fail: its address is one that no DPU cluster can have.',
    remedy:
      'Replace the kubeconfig with one that names the cluster’s own API server.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aStaticCluster(),
    world: { observation: failing('NameNotResolved') },
    code: 'ApiNotAnswering',
    sentence:
      'Checks of the API server fail: the name of its server cannot be resolved from the portal.',
    remedy:
      'Check the name, or replace the kubeconfig with one that names an IP address that the API server’s certificate carries.',
    who: 'owner',
    blocking: false,
  },
  {
    cluster: aCluster({ status: notReady }),
    world: { observation: failing('ServerIsLocal') },
    code: 'ApiNotAnswering',
    sentence:
      'Checks of the API server fail: its VIP is an address that no DPU cluster can have.',
    remedy: 'Create the cluster again with a VIP of a network.',
    who: 'owner',
    blocking: false,
  },
  {
    cluster: aStaticCluster(),
    world: { observation: { ...failing('Unhealthy'), noApiServer: true } },
    code: 'ApiNotAnswering',
    sentence:
      'Checks of the API server fail: something else than a Kubernetes API server answers at its address.',
    remedy:
      'Check the server in the kubeconfig: a proxy, a load balancer or a sign-in page may answer there.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster({ status: notReady }),
    world: {
      controlPlane: aControlPlane({
        kubernetesResources: { deployment: { replicas: 3, readyReplicas: 0 } },
      }),
      daemonSet: keepalivedOn(3),
      observation: failing('Unreachable'),
    },
    code: 'ApiNotAnswering',
    sentence: 'Checks of the API server fail: none of its 3 pods is ready.',
    remedy:
      'Look at the pods of Deployment green: `kubectl -n team-b describe pods -l kamaji.clastix.io/name=green`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster({
      metadata: { deletionTimestamp: DELETED },
      status: ready,
    }),
    world: {
      dpus: [
        aDpu('worker1-0000-2b', 'net-blue'),
        aDpu('worker2-0000-2b', 'net-blue'),
        aDpu('worker3-0000-2b', 'net-blue'),
      ],
    },
    code: 'DeletionBlocked',
    sentence:
      '3 DPUs still use it: worker1-0000-2b, worker2-0000-2b and 1 more from DPUSet net-blue.',
    remedy:
      'Delete DPUSet net-blue or point it at another cluster, if it is still there (`kubectl -n dpf-operator-system delete dpuset net-blue`); else delete the DPUs: `kubectl -n dpf-operator-system delete dpu worker1-0000-2b worker2-0000-2b`, and the others likewise.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aCluster({
      metadata: { deletionTimestamp: DELETED },
      status: { phase: 'Ready', nodesCount: 1 },
    }),
    code: 'DeletionBlocked',
    sentence: '1 DPU still uses it.',
    remedy:
      'Delete the DPUs. To find them, run: `kubectl get dpus.provisioning.dpu.nvidia.com -A -o wide`.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aCluster({
      metadata: { deletionTimestamp: DELETED },
      status: ready,
    }),
    world: { servesDpus: true },
    code: 'DeletionBlocked',
    sentence:
      'DPUs may not be read here, so it is not known whether any still use it.',
    remedy:
      'Grant get, list and watch of dpus.provisioning.dpu.nvidia.com to the portal and to dpf-controllers, as deploy/charts/dpf-portal/rbac does.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster({
      metadata: {
        deletionTimestamp: DELETED,
        finalizers: [internalFinalizer(DPU_CLUSTER_GROUPS.released)],
      },
    }),
    world: { roles: [runBy('provisioning', 'nobody')] },
    code: 'DeletionBlocked',
    sentence:
      'Deletion waits for finalizer provisioning.dpu.nvidia.com/cluster-manager-internal-clean-up; no running controller removes it.',
    remedy:
      "Enable DPF's provisioning controller or set this portal's provisioning role to auto.",
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster({
      metadata: {
        deletionTimestamp: DELETED,
        finalizers: ['example.com/backup'],
      },
    }),
    world: { now: Date.parse(DELETED) + 5 * 60_000 },
    code: 'DeletionBlocked',
    sentence: 'Deletion waits for these finalizers: example.com/backup.',
    remedy:
      'Look at the log of the controller that sets the finalizer, and at the Events of the cluster: `kubectl -n team-b describe dpucluster green`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster({
      metadata: {
        deletionTimestamp: DELETED,
        annotations: { [DPF_ANNOTATIONS.pausedUntil]: PAUSED_UNTIL },
      },
      status: ready,
    }),
    code: 'DeletionBlocked',
    sentence: 'Deletion waits until the pause ends (2026-11-26 18:00 UTC).',
    remedy:
      'Wait, or end the pause: `kubectl -n team-b annotate dpucluster green dpf-portal.io/paused-until-`.',
    who: 'owner',
    blocking: false,
  },
  {
    cluster: aCluster({
      metadata: {
        deletionTimestamp: DELETED,
        annotations: { [DPF_ANNOTATIONS.pausedUntil]: PAUSED_UNTIL },
        finalizers: [managerFinalizer(DPU_CLUSTER_GROUPS.released)],
      },
      spec: { type: 'example.com/simulated' },
    }),
    world: { vendorTypes: ['example.com/simulated'], roles: BY_VENDOR },
    code: 'DeletionBlocked',
    sentence: 'Deletion waits until the pause ends (2026-11-26 18:00 UTC).',
    remedy:
      'Wait, or end the pause: `kubectl -n team-b annotate dpucluster green dpf-portal.io/paused-until-`.',
    who: 'owner',
    blocking: false,
  },
  ...[
    [
      '2026-12-01T14:00:26Z',
      'The pause until 2026-12-01 14:00 UTC is ignored, and the cluster is managed as usual: a pause lasts 7 days at most.',
    ],
    [
      'for\never',
      'The pause until “for ever” is ignored, and the cluster is managed as usual: the value is not an RFC 3339 time.',
    ],
  ].map(([pausedUntil, sentence]) => ({
    cluster: aCluster({
      metadata: { annotations: { [DPF_ANNOTATIONS.pausedUntil]: pausedUntil } },
      status: ready,
    }),
    code: 'PauseIgnored',
    sentence,
    remedy:
      'Set the annotation dpf-portal.io/paused-until to a time within 7 days, such as 2027-01-31T18:00:00Z, or remove it: `kubectl -n team-b annotate dpucluster green dpf-portal.io/paused-until-`.',
    who: 'owner',
    blocking: false,
  })),
  {
    // A pause binds nobody but this portal.
    cluster: aCluster({
      metadata: {
        deletionTimestamp: DELETED,
        annotations: { [DPF_ANNOTATIONS.pausedUntil]: PAUSED_UNTIL },
      },
      status: ready,
    }),
    world: { roles: BY_VENDOR, now: Date.parse(DELETED) + 5 * 60_000 },
    code: 'DeletionBlocked',
    sentence:
      'Deletion waits for these finalizers: provisioning.dpu.nvidia.com/cluster-manager-internal-clean-up, provisioning.dpu.nvidia.com/cluster-manager-clean-up.',
    remedy:
      "DPF's provisioning controller removes one. Look at its log: `kubectl -n dpf-operator-system logs deployment/dpf-provisioning-controller-manager`. DPF's kamaji cluster manager removes one. Look at its log: `kubectl -n dpf-operator-system logs deployment/kamaji-cm-controller-manager`.",
    who: 'platform',
    blocking: false,
  },
];

describe('findingsOf', () => {
  it.each(table)('$code: $sentence', row => {
    expect(saidFirst(row)).toMatchObject(wanted(row));
  });

  it('should find nothing wrong with a cluster that is Ready', () => {
    const world = aWorld({
      controlPlane: aControlPlane(),
      daemonSet: keepalivedOn(3),
      nodes: [aNode('a', 'true')],
      dataStores: ['default'],
      dpus: [],
      others: [aCluster()],
      secret: { name: 'green-admin-kubeconfig', state: 'usable' },
      observation: { health: 'healthy' },
    });
    const cluster = aCluster({
      spec: { kubeconfig: 'green-admin-kubeconfig' },
      status: ready,
    });
    expect(findingsOf(cluster, world)).toEqual([]);
  });

  it('should say once that DPF is too new, and not that a controller is missing or stalled', () => {
    const heldBack = aCluster({
      status: {
        phase: 'Pending',
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            reason: 'DpfTooNew',
            message: NOT_STARTED,
            lastTransitionTime: '2026-11-24T12:00:00Z',
          },
        ],
      },
    });
    const later = { now: Date.now(), operatorConfig: dpf27 };
    const nobody = [runBy('kamaji', 'nobody'), runBy('provisioning', 'nobody')];
    expect(findingsOf(heldBack, aWorld(later)).map(({ code }) => code)).toEqual(
      ['DpfTooNew'],
    );
    expect(
      findingsOf(aCluster(), aWorld({ ...later, roles: nobody })).map(
        ({ code }) => code,
      ),
    ).toEqual(['DpfTooNew']);
  });

  it('should not speak of DPF’s version where DPF’s own controllers do the work, nor of a cluster that runs', () => {
    const codes = (cluster: DpuCluster, roles?: typeof BY_VENDOR) =>
      findingsOf(cluster, aWorld({ roles, operatorConfig: dpf27 })).map(
        ({ code }) => code,
      );
    expect(codes(aCluster(), BY_VENDOR)).not.toContain('DpfTooNew');
    expect(codes(aCluster({ status: ready }))).not.toContain('DpfTooNew');
  });

  it('should not blame what may not be read', () => {
    const world = aWorld({ roles: [] });
    expect(findingsOf(aCluster({ status: ready }), world)).toEqual([]);
  });

  it('should not tell the cluster that has the better claim', () => {
    const world = aWorld({
      others: [
        aCluster({
          metadata: {
            name: 'late',
            uid: 'uid-late',
            creationTimestamp: '2026-11-24T14:00:24Z',
          },
        }),
      ],
    });
    expect(findingsOf(aCluster(), world).map(f => f.code)).toEqual([
      'WaitingForControlPlane',
    ]);
  });

  it('should give the claim to who uses the address already, even if younger', () => {
    const world = aWorld({
      others: [blue],
      controlPlane: aControlPlane(),
      daemonSet: keepalivedOn(3),
    });
    expect(findingsOf(aCluster({ status: ready }), world)).toEqual([]);
  });

  it('should tell the worst first and not advise to wait beside it', () => {
    const cluster = aCluster({
      spec: {
        clusterEndpoint: {
          keepalived: { ...KEEPALIVED, interface: 'eth1', nodeSelector: {} },
        },
      },
    });
    const world = aWorld({
      others: [blue],
      dataStores: [],
      nodes: [aNode('a')],
    });
    expect(findingsOf(cluster, world).map(f => f.code)).toEqual([
      'AddressInUse',
      'DataStoreMissing',
      'RouterIdInUse',
    ]);
  });

  it('should not call an API server down while it is being made', () => {
    const world = aWorld({
      controlPlane: aControlPlane(),
      observation: failing('Unreachable'),
    });
    expect(findingsOf(aCluster(), world).map(f => f.code)).toEqual([
      'WaitingForControlPlane',
    ]);
  });
});
