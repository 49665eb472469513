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

/** Whether the server said that it is not there (or not to be seen). */
export function isNotFound(error: Error | undefined): boolean {
  return (
    error !== undefined &&
    (error.name === 'NotFoundError' ||
      ('statusCode' in error && error.statusCode === 404))
  );
}

/**
 * What the server says when it cannot answer now and will later, such as while a management cluster starts; `undefined`
 * for another error.
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
  /** What is asked for: another key forgets the answer and asks anew. */
  key: string;
  load(signal: AbortSignal): Promise<T>;
  /** Whether a signal concerns this query, given the last answer. */
  concerns(signal: DpuClustersSignal, value: T | undefined): boolean;
  /** Whether the answer is about a management cluster that is starting: then it is read often, as after a 503. */
  isStarting?(value: T): boolean;
  /** Keeps the answer of the key before on screen until the new one is there. */
  keepPrevious?: boolean;
}

/** @internal */
export interface LiveQuery<T> {
  value?: T;
  /** Of the last read; `value` is then the last good answer. */
  error?: Error;
  /** No answer for this key yet. */
  loading: boolean;
  /** Announcements of changes arrive; without them the view only polls. */
  signals: boolean;
  /** When `value` was read. */
  readAt?: Date;
  refresh(): void;
}

/** A read without an answer is given up after this long, so that the next one is not held back. */
const READ_TIMEOUT_MS = 20_000;

/**
 * By then signals are subscribed to; what changed between the first read and that was announced to nobody here. Twice,
 * since the socket's first try may be in vain: Backstage's client makes the next one 5 s later.
 */
export const CATCH_UP_MS = [3_000, 9_000];

interface Answer<T> {
  key?: string;
  value?: T;
  error?: Error;
  readAt?: Date;
}

/**
 * Reads now, again when signals must be on, when a signal concerns the query, when the window gets the focus, and every
 * 30 s in any case, every 3 s while a management cluster is starting. A read that fails keeps the last good answer.
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
    const run = async () => {
      const read = new AbortController();
      const cancel = () => read.abort();
      const timeout = setTimeout(cancel, READ_TIMEOUT_MS);
      abort.signal.addEventListener('abort', cancel);
      try {
        const value = await latest.current.options.load(read.signal);
        if (!abort.signal.aborted) {
          setAnswer({ key, value, readAt: new Date() });
        }
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
    scheduler.current = own;
    own.request();
    const request = () => own.request();
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
