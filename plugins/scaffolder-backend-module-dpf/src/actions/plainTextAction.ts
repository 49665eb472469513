import { isError } from '@backstage/errors';
import { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import { plainTextLogger } from '@dpf-portal/dpf-model';

/**
 * Wraps an action so that its log is plain text without stack traces. The scaffolder writes the stack of a thrown error
 * to the task's log, which users can read, and a stack contains file names of the machine.
 */
export function plainTextAction<
  TInput extends JsonObject,
  TOutput extends JsonObject,
>(action: TemplateAction<TInput, TOutput>): TemplateAction<TInput, TOutput> {
  return {
    ...action,
    async handler(ctx) {
      try {
        await action.handler({ ...ctx, logger: plainTextLogger(ctx.logger) });
      } catch (error) {
        if (isError(error)) {
          error.stack = `${error.name}: ${error.message}`;
        }
        throw error;
      }
    },
  };
}
