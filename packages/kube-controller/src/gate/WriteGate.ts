/**
 * Called before each write; throws {@link GateClosedError} when the write must not happen.
 *
 * @public
 */
export type WriteGate = () => void;
