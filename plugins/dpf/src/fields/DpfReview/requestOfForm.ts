import {
  DpuClusterRequest,
  dpuClusterInputSchema,
  requestOfInput,
} from '@dpf-portal/dpf-model';

/** `ui:options` of the field in a template. */
export interface DpfReviewOptions {
  /** The type of the clusters that the template makes. Default: kamaji. */
  type?: string;
  /** Fields of the form that count only while its field `advanced` is on. */
  advanced?: string[];
}

/** A form keeps the value of a field that it no longer shows. */
function hiddenFields(
  form: Record<string, unknown>,
  { advanced = [] }: DpfReviewOptions,
): string[] {
  return [
    ...(form.advanced === false ? advanced : []),
    ...(form.kubeconfigSource === 'upload' ? ['kubeconfigSecret'] : []),
    ...(form.kubeconfigSource === 'secret' ? ['kubeconfig'] : []),
  ];
}

/**
 * The request that the template's step `create` sends for a form. The form's fields have the names of the step's inputs;
 * `kubeconfig` has the handle of an upload.
 */
export function requestOfForm(
  formData: unknown,
  options: DpfReviewOptions,
  requestId: string,
): DpuClusterRequest {
  const form: Record<string, unknown> = { ...(formData ?? {}) };
  const hidden = hiddenFields(form, options);
  const values = Object.keys(dpuClusterInputSchema.properties).map(name => {
    const field = name === 'kubeconfigUpload' ? 'kubeconfig' : name;
    return [name, hidden.includes(field) ? undefined : form[field]];
  });
  return requestOfInput(
    {
      ...Object.fromEntries(values),
      name: String(form.name ?? ''),
      type: options.type ?? 'kamaji',
    },
    { requestId },
  );
}
