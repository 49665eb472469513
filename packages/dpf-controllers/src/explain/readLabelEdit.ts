import { labelKeyProblem, labelValueProblem } from '@dpf-portal/dpf-model';
import { LabelEdit } from '@dpf-portal/dpf-world';

/** Reads `key=value`, or `key-` to remove it, as `kubectl label` takes it. A string is what is wrong. */
export function readLabelEdit(text: string): LabelEdit | string {
  const at = text.indexOf('=');
  const isRemoval = at < 0 && text.endsWith('-');
  if (at < 0 && !isRemoval) {
    return 'A label is key=value, or key- to remove it.';
  }
  const key = isRemoval ? text.slice(0, -1) : text.slice(0, at);
  const value = isRemoval ? null : text.slice(at + 1);
  return (
    labelKeyProblem(key) ?? labelValueProblem(value ?? '') ?? { key, value }
  );
}
