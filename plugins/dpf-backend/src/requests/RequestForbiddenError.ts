import { ResourcePermission } from '@backstage/plugin-permission-common';
import { NotAllowedError } from '@backstage/errors';
import { FieldProblem } from '@dpf-portal/backstage-plugin-dpf-common';

/** A request whose fields need a permission that the caller does not have; becomes a 403 with `error.details`. */
export class RequestForbiddenError extends NotAllowedError {
  // The status of the answer goes by this name.
  override readonly name = 'NotAllowedError';
  readonly details: FieldProblem[];

  constructor(details: FieldProblem[], permission: ResourcePermission) {
    const reasons = details.map(({ field, reason }) => `${field}: ${reason}`);
    super(
      `${reasons.join(' ')} This needs the permission ${
        permission.name
      }, which you do not have.`,
    );
    this.details = details;
  }
}
