import { describeRequiring } from '../describeUnless';
import { missingHelm } from './helmProgram';

/** `describe` for tests that need Helm. */
export function describeWithHelm(name: string, tests: () => void): void {
  describeRequiring(missingHelm(), name, tests);
}
