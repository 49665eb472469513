/** Keys of labels that only controllers set and remove: each is refused by requests and by the admission policy. */
export const RESERVED_LABEL_KEYS: readonly string[] = [
  'kubernetes.io/hostname',
  'k8s.io/name',
  'node-role.kubernetes.io/control-plane',
  'foo.bar.k8s.io/x',
  'a.b.c.kubernetes.io/x',
  // Only the domain itself is free.
  'x.app.kubernetes.io/name',
  'dpu.nvidia.com/cluster',
  'provisioning.dpu.nvidia.com/dpuset-name',
  'provisioning.dpf.nvidia.com/dpuset-name',
  'kamaji.clastix.io/name',
  'dpf-portal.io/owner',
];

/** Keys that look like reserved ones and belong to the user. */
export const FREE_LABEL_KEYS: readonly string[] = [
  'zone',
  'kubernetes.io',
  'dpu.nvidia.com',
  'app.kubernetes.io/name',
  'app.kubernetes.io/managed-by',
  'svc.dpu.nvidia.com/tier',
  'operator.dpu.nvidia.com/tier',
  'app.kubernetes.io.evil/x',
  'kubernetes.io.example.com/x',
  'xkubernetes.io/x',
  'mykubernetes.io/x',
  'xk8s.io/x',
  'nvidia.com/x',
  'xdpu.nvidia.com/x',
  'clastix.io/x',
  'xdpf-portal.io/x',
  'team.dpf-portal.io/x',
  'example.com/kubernetes.io',
];
