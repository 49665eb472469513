import {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { DpfActionOptions, realTiming } from './DpfActionOptions';
import { retryWhileUnavailable } from './retryWhileUnavailable';

/** A token to call the dpf back end as somebody. Made anew for each call: it lives minutes, a task may live longer. */
export async function dpfToken(
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

/** How a call is made: with a token of its own, and ended when the task is. */
export interface CallOptions {
  token: string;
  signal: AbortSignal;
}

/**
 * Calls the dpf back end as somebody, again while it is away. Only for calls that may be made twice.
 *
 * @throws the last error after two minutes, or at once when trying again cannot help.
 */
export function callAs(
  credentials: BackstageCredentials,
  { auth, timing = realTiming }: DpfActionOptions,
  { logger, signal }: { logger: LoggerService; signal?: AbortSignal },
): <T>(call: (options: CallOptions) => Promise<T>) => Promise<T> {
  return call =>
    retryWhileUnavailable({
      call: async callSignal =>
        call({
          token: await dpfToken(auth, credentials),
          signal: callSignal,
        }),
      giveUpAfterMs: GIVE_UP_AFTER_MS,
      logger,
      timing,
      signal,
    });
}
