import { ZodOfHost } from './DpfAction';

/** For callers that have no dry run of their own, as tasks of the scaffolder have. */
export const dryRunField = (z: ZodOfHost) =>
  z
    .boolean({
      description: 'Let the management cluster check it, and change nothing.',
    })
    .optional();
