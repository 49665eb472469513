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
