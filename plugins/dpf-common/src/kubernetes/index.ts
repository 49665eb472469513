export type {
  Condition,
  KubeObject,
  ObjectMeta,
  OwnerReference,
} from '@dpf-portal/kube-controller';
