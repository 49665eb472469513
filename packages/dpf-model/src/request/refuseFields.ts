import { FieldProblems } from './FieldProblems';

const ADDRESS = 'Only a kamaji cluster takes an address from here.';
const KUBECONFIG = 'Only a static cluster takes a kubeconfig.';

const REASONS = {
  network: ADDRESS,
  keepalived: ADDRESS,
  kubeconfigUpload: KUBECONFIG,
  kubeconfigSecret: KUBECONFIG,
};
type TypeField = keyof typeof REASONS;

export const ADDRESS_FIELDS: readonly TypeField[] = ['network', 'keepalived'];
export const KUBECONFIG_FIELDS: readonly TypeField[] = [
  'kubeconfigUpload',
  'kubeconfigSecret',
];

/** For fields of other types: they would be left aside without a word. */
export function refuseFields(
  request: { readonly [field in TypeField]?: unknown },
  fields: readonly TypeField[],
  problems: FieldProblems,
): void {
  for (const field of fields) {
    if (request[field] !== undefined) {
      problems.add(field, REASONS[field]);
    }
  }
}
