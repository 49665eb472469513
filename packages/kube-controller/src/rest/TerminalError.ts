/**
 * Thrown by a reconcile to say that trying again cannot help: the error is logged and the key
 * rests until its next event. As controller-runtime's TerminalError.
 *
 * @public
 */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
}
