/**
 * Test support for this package and its users.
 *
 * @packageDocumentation
 */

export type { Clock, TimerHandle } from '../clock';
export { FakeClock } from './FakeClock';
