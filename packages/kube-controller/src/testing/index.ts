/**
 * Test support for this package and its users.
 *
 * @packageDocumentation
 */

export { FakeClock } from './FakeClock';
