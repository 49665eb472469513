import { UserError } from '../progress/UserError.mjs';

/** Picks the suites named on the command line, all of them when none is. */
export function selectSuites(args, suites) {
  const names = Object.keys(suites);
  const unknown = args.filter(arg => !names.includes(arg));
  if (unknown.length > 0) {
    throw new UserError(
      `There is no suite ${unknown.join(', ')}.`,
      `Usage: npm test [-- SUITE …], suites: ${names.join(', ')}.`,
    );
  }
  return names.filter(name => args.length === 0 || args.includes(name));
}
