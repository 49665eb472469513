import {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ActionCallOptions } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpfActionOptions, realTiming } from './DpfActionOptions';
import { retryWhileUnavailable } from './retryWhileUnavailable';

/** Returns a token to call the dpf back end on behalf of a user. Needed for each call: a task may outlive a token. */
async function dpfToken(
  auth: AuthService,
  onBehalfOf: BackstageCredentials,
): Promise<string> {
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf,
    targetPluginId: 'dpf',
  });
  return token;
}

const GIVE_UP_AFTER_MS = 2 * 60_000;

/**
 * Calls the dpf back end on behalf of a user and retries while it is unavailable. Only for idempotent calls.
 *
 * @throws the last error after `giveUpAfterMs`, two minutes by default, or immediately if a retry cannot help.
 */
export function callAs(
  credentials: BackstageCredentials,
  { auth, timing = realTiming }: DpfActionOptions,
  {
    logger,
    signal,
    giveUpAfterMs = GIVE_UP_AFTER_MS,
  }: { logger: LoggerService; signal?: AbortSignal; giveUpAfterMs?: number },
): <T>(call: (options: ActionCallOptions) => Promise<T>) => Promise<T> {
  return call =>
    retryWhileUnavailable({
      call: async callSignal =>
        call({
          token: await dpfToken(auth, credentials),
          signal: callSignal,
        }),
      giveUpAfterMs,
      logger,
      timing,
      signal,
    });
}
