const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** Why this cannot be the idempotency key of a request; `undefined` when it can. @public */
export function requestIdProblem(requestId: string): string | undefined {
  return REQUEST_ID.test(requestId)
    ? undefined
    : 'Give an id of 1 to 128 letters, digits, and . _ : -';
}
