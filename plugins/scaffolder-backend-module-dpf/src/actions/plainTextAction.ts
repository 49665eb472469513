import { isError } from '@backstage/errors';
import { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import { plainTextLogger } from '@dpf-portal/dpf-model';

/**
 * The action with a log that is plain text, and without stack traces: the scaffolder writes the stack of what an action
 * throws into the task's log, which users read, and a stack names files of the machine.
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
