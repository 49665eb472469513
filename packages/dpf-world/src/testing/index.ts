/**
 * A fake API server of a management cluster, for tests.
 *
 * @packageDocumentation
 */

export { FakeApiServer } from './FakeApiServer';
export type { AskedRight, RecordedWrite } from './FakeApiServer';
export { CONTROL_PLANE_NODE, FakeObjects, FakeRefusal } from './FakeObjects';
export type { AnyObject, FakeEvent } from './FakeObjects';
