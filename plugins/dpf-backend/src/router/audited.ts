import {
  AuditorService,
  AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';

/** Does something under an audit event, which ends as the work ends. The result is never part of the event. */
export async function audited<T>(
  auditor: AuditorService,
  options: AuditorServiceCreateEventOptions,
  work: () => Promise<T>,
  metaOf?: (result: T) => JsonObject,
): Promise<T> {
  const event = await auditor.createEvent(options);
  try {
    const result = await work();
    await event.success(metaOf && { meta: metaOf(result) });
    return result;
  } catch (error) {
    await event.fail({
      error: toError(error),
    });
    throw error;
  }
}
