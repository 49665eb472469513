import { boundedText } from '../logger';

const MOST_CAUSES = 20;
const LONGEST_NAME = 253;

/** A field that the server rejected. @public */
export interface StatusCause {
  reason?: string;
  field?: string;
  message?: string;
}

/** `details` of a `Status`, as far as they are kept: names, and the first 20 causes. @public */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  causes?: readonly StatusCause[];
}

/** Reads and bounds what a server sent as `details`: webhooks and aggregated servers choose it too. */
export function readStatusDetails(details: unknown): StatusDetails | undefined {
  if (!isRecord(details)) {
    return undefined;
  }
  const { name, group, kind, causes } = details;
  return {
    ...textsOf({ name, group, kind }, LONGEST_NAME),
    ...(Array.isArray(causes)
      ? { causes: causes.slice(0, MOST_CAUSES).filter(isRecord).map(toCause) }
      : {}),
  };
}

function toCause({
  reason,
  field,
  message,
}: Record<string, unknown>): StatusCause {
  return {
    ...textsOf({ reason, field }, LONGEST_NAME),
    ...textsOf({ message }),
  };
}

function textsOf(
  fields: Record<string, unknown>,
  most?: number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, boundedText(value, most)]] : [],
    ),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
