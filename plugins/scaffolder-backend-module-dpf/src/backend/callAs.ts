import {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { DpfActionOptions, realTiming } from './DpfActionOptions';
import { retryWhileUnavailable } from './retryWhileUnavailable';

/** Returns a token to call the dpf back end on behalf of a user. Needed for each call: a task may outlive a token. */
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

/** Options of one call: its token, and a signal that aborts it with the task. */
export interface CallOptions {
  token: string;
  signal: AbortSignal;
}

/**
 * Calls the dpf back end on behalf of a user and retries while it is unavailable. Only for idempotent calls.
 *
 * @throws the last error after two minutes, or immediately if a retry cannot help.
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
