import { FieldProblem } from '@dpf-portal/dpf-model';

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return (
    isRecord(value) &&
    typeof value.field === 'string' &&
    typeof value.reason === 'string'
  );
}

/**
 * The rejected fields in an error of {@link DpfClient}; empty when it is another error.
 *
 * @public
 */
export function fieldProblemsOf(error: unknown): FieldProblem[] {
  const body = isRecord(error) ? error.body : undefined;
  const inner = isRecord(body) ? body.error : undefined;
  const details = isRecord(inner) ? inner.details : undefined;
  return Array.isArray(details) ? details.filter(isFieldProblem) : [];
}
