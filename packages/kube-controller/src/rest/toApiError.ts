import { IncomingMessage } from 'node:http';
import { KubeApiError } from './errors';

interface StatusBody {
  kind?: unknown;
  message?: unknown;
  reason?: unknown;
  details?: { retryAfterSeconds?: unknown };
}

/** Converts an error answer to a KubeApiError. */
export function toApiError(
  request: { method: string; path: string },
  response: IncomingMessage,
  body: string,
): KubeApiError {
  const status = parseStatus(body);
  return new KubeApiError({
    status: response.statusCode ?? 0,
    method: request.method,
    path: request.path,
    message: typeof status?.message === 'string' ? status.message : undefined,
    reason: typeof status?.reason === 'string' ? status.reason : undefined,
    details: status?.details,
    retryAfterMs: retryAfterOf(response, status),
  });
}

function parseStatus(body: string): StatusBody | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' &&
      parsed !== null &&
      (parsed as StatusBody).kind === 'Status'
      ? (parsed as StatusBody)
      : undefined;
  } catch {
    return undefined;
  }
}

function retryAfterOf(
  response: IncomingMessage,
  status: StatusBody | undefined,
): number | undefined {
  const seconds = Number(
    response.headers['retry-after'] ?? status?.details?.retryAfterSeconds,
  );
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
