/**
 * A write was not sent: the server is away, or this process does not lead.
 *
 * @public
 */
export class GateClosedError extends Error {
  override readonly name = 'GateClosedError';
}
