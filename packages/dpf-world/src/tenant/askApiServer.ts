import { Clock } from '@dpf-portal/kube-controller';
import { NoCertificateError, TenantRequestError } from './tenantErrors';
import { TenantHttpClient } from './TenantHttpClient';
import {
  assertListsNamespaces,
  assertReady,
  readServerVersion,
} from './apiServerAnswers';

/** The deadline of one check with all its requests. */
export const CHECK_DEADLINE_MS = 5_000;

/** What is checked in addition to `/readyz`. */
export interface ApiServerQuestions {
  /** Checks that the credentials are accepted. */
  authorised: boolean;
  /** Reads the version. A version that arrives too late does not fail the check. */
  version: boolean;
}

/** @see askApiServer */
export interface ApiServerAnswers {
  /** Of `/readyz`. */
  latencyMs: number;
  serverVersion?: string;
}

/**
 * Checks an API server. All requests share one deadline.
 *
 * @throws TenantRequestError when it is not there, not healthy, or no API server.
 */
export async function askApiServer(
  client: TenantHttpClient,
  questions: ApiServerQuestions,
  options: { clock: Pick<Clock, 'monotonic'>; deadlineMs: number },
): Promise<ApiServerAnswers> {
  const { clock, deadlineMs } = options;
  const startedAt = clock.monotonic();
  const elapsedMs = () => Math.round(clock.monotonic() - startedAt);
  const bounds = () => ({ timeoutMs: deadlineMs - elapsedMs() });
  try {
    await assertReady(client, bounds());
    const latencyMs = elapsedMs();
    if (questions.authorised) {
      await assertListsNamespaces(client, bounds());
    }
    const serverVersion = questions.version
      ? await versionInTime(client, bounds())
      : undefined;
    return { latencyMs, serverVersion };
  } catch (error) {
    if (elapsedMs() < deadlineMs || error instanceof NoCertificateError) {
      throw error;
    }
    throw new TenantRequestError(
      'Slow',
      `It did not answer all requests of a check within ${Math.round(
        deadlineMs / 1000,
      )} s.`,
      { cause: error },
    );
  }
}

async function versionInTime(
  client: TenantHttpClient,
  bounds: { timeoutMs: number },
): Promise<string | undefined> {
  try {
    return await readServerVersion(client, bounds);
  } catch (error) {
    const isLate =
      error instanceof TenantRequestError &&
      (error.reason === 'Slow' || error.reason === 'Unreachable');
    if (isLate) {
      return undefined;
    }
    throw error;
  }
}
