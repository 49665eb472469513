import { InputError } from '@backstage/errors';

/** An error that names the exact place in the configuration and what would be right. */
export function configProblem(path: string, problem: string): InputError {
  return new InputError(`Invalid configuration at ${path}: ${problem}`);
}
