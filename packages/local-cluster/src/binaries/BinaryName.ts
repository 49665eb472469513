export const BINARY_NAMES = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
] as const;

/** The programs of a control plane that we start. */
export type BinaryName = (typeof BINARY_NAMES)[number];

/** Path of each program. */
export type Binaries = Record<BinaryName, string>;
