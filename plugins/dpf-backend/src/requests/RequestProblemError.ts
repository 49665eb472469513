import { InputError } from '@backstage/errors';
import { FieldProblem } from '@dpf-portal/backstage-plugin-dpf-common';

/** A request that cannot be carried out as it is; becomes a 400 whose `error.details` says which fields and why. */
export class RequestProblemError extends InputError {
  // The status of the answer goes by this name.
  override readonly name = 'InputError';
  readonly details: FieldProblem[];

  constructor(details: FieldProblem[]) {
    super(
      details
        .map(({ field, reason }) => (field ? `${field}: ${reason}` : reason))
        .join(' '),
    );
    this.details = details;
  }
}
