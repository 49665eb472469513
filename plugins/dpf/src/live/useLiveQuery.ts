import { useApiHolder } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DPU_CLUSTERS_SIGNAL_CHANNEL,
  DpuClustersSignal,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import {
  POLL_MS,
  RefreshScheduler,
  STARTING_POLL_MS,
} from './RefreshScheduler';
import { useSignalDelivery } from './useSignalDelivery';

/** Whether the error is a "not found", which the server also returns for clusters that the user may not see. */
export function isNotFound(error: Error | undefined): boolean {
  return (
    error !== undefined &&
    (error.name === 'NotFoundError' ||
      ('statusCode' in error && error.statusCode === 404))
  );
}

/**
 * The message of a temporary error (503), for example while a management cluster starts; `undefined` for any other
 * error.
 */
export function unavailableReason(
  error: Error | undefined,
): string | undefined {
  return error && 'statusCode' in error && error.statusCode === 503
    ? error.message
    : undefined;
}

/** @internal */
export interface LiveQueryOptions<T> {
  /** Identifies the query. A new key discards the value and reads again. */
  key: string;
  load(signal: AbortSignal): Promise<T>;
  /** Whether a signal concerns this query, given the last value. */
  concerns(signal: DpuClustersSignal, value: T | undefined): boolean;
  /** Whether the value comes from a management cluster that is starting. It is then polled often, as after a 503. */
  isStarting?(value: T): boolean;
  /** Whether the value may be older than what the page knows, because the replica that answered is behind. */
  isBehind?(value: T): boolean;
  /** Keeps the value of the previous key until the new one has been read. */
  keepPrevious?: boolean;
}

/** @internal */
export interface LiveQuery<T> {
  value?: T;
  /** Error of the last read; `value` is then from the last successful one. */
  error?: Error;
  /** Nothing has been read for this key yet. */
  loading: boolean;
  /** Whether change signals arrive. Otherwise the view only polls. */
  signals: boolean;
  /** Time at which `value` was read. */
  readAt?: Date;
  refresh(): void;
}

/** A read is aborted after this time, so that it does not delay the next one. */
const READ_TIMEOUT_MS = 20_000;

/** A value that may be older is not shown for so long; the next read often gets another replica. */
export const BEHIND_PATIENCE_MS = 30_000;

/** Pause before the next read meanwhile. */
export const BEHIND_RETRY_MS = 1_000;

/**
 * Extra reads after the start, for changes between the first read and the subscription to signals. Two of them, because
 * the first connection of Backstage's signals client may fail, and the client retries after 5 s.
 */
export const CATCH_UP_MS = [3_000, 9_000];

interface Answer<T> {
  key?: string;
  value?: T;
  error?: Error;
  readAt?: Date;
}

/**
 * Reads at once, after signals are subscribed, on a signal that concerns the query, when the window gets the focus, and
 * every 30 s (every 3 s while a management cluster is starting). A failed read keeps the last successful value, and so does
 * one that may be older, for half a minute.
 *
 * @internal
 */
export function useLiveQuery<T>(options: LiveQueryOptions<T>): LiveQuery<T> {
  const { key, keepPrevious } = options;
  const signalApi = useApiHolder().get(signalApiRef);
  const signals = useSignalDelivery();
  const [answer, setAnswer] = useState<Answer<T>>({});
  const latest = useRef({ options, answer });
  latest.current = { options, answer };
  const scheduler = useRef<RefreshScheduler>();

  useEffect(() => {
    const abort = new AbortController();
    let behindSince: number | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    /** Whether the last value of this key is to be kept, because this one may be older. */
    const isTooOld = (value: T) => {
      const { options: now, answer: last } = latest.current;
      if (!now.isBehind?.(value)) {
        behindSince = undefined;
        return false;
      }
      behindSince ??= Date.now();
      return (
        last.key === key &&
        last.value !== undefined &&
        Date.now() - behindSince < BEHIND_PATIENCE_MS
      );
    };
    const run = async () => {
      const read = new AbortController();
      const cancel = () => read.abort();
      const timeout = setTimeout(cancel, READ_TIMEOUT_MS);
      abort.signal.addEventListener('abort', cancel);
      try {
        const value = await latest.current.options.load(read.signal);
        if (abort.signal.aborted) {
          return;
        }
        if (isTooOld(value)) {
          clearTimeout(retry);
          retry = setTimeout(
            () => scheduler.current?.request(),
            BEHIND_RETRY_MS,
          );
          return;
        }
        setAnswer({ key, value, readAt: new Date() });
      } catch (e) {
        if (!abort.signal.aborted) {
          const error = toError(e);
          setAnswer(last =>
            last.key === key && !isNotFound(error)
              ? { ...last, error }
              : { key, error },
          );
        }
      } finally {
        clearTimeout(timeout);
        abort.signal.removeEventListener('abort', cancel);
      }
    };
    const own = new RefreshScheduler({ run });
    const request = () => own.request();
    scheduler.current = own;
    request();
    const onVisible = () => document.visibilityState === 'visible' && request();
    const catchUps = (signalApi ? CATCH_UP_MS : []).map(ms =>
      setTimeout(request, ms),
    );
    const poll = setInterval(request, POLL_MS);
    window.addEventListener('focus', request);
    document.addEventListener('visibilitychange', onVisible);
    const subscription = signalApi?.subscribe<DpuClustersSignal>(
      DPU_CLUSTERS_SIGNAL_CHANNEL,
      message => {
        const { options: now, answer: last } = latest.current;
        if (now.concerns(message, last.value)) {
          request();
        }
      },
    );
    return () => {
      abort.abort();
      own.stop();
      catchUps.forEach(clearTimeout);
      clearTimeout(retry);
      clearInterval(poll);
      window.removeEventListener('focus', request);
      document.removeEventListener('visibilitychange', onVisible);
      subscription?.unsubscribe();
    };
  }, [key, signalApi]);

  const refresh = useCallback(() => scheduler.current?.request(), []);
  const current = answer.key === key;
  const starting =
    current &&
    (answer.error
      ? unavailableReason(answer.error) !== undefined
      : answer.value !== undefined && options.isStarting?.(answer.value));
  useEffect(() => {
    if (!starting) {
      return undefined;
    }
    const poll = setInterval(refresh, STARTING_POLL_MS);
    return () => clearInterval(poll);
  }, [starting, refresh]);
  const shown = current || keepPrevious ? answer : {};
  return {
    value: shown.value,
    error: current ? answer.error : undefined,
    loading: !current,
    signals,
    readAt: shown.readAt,
    refresh,
  };
}
