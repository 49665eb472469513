import { UserError } from '../progress/UserError.mjs';

/** Runs every suite, those that take long as well. */
const ALL = 'all';

/**
 * Picks the suites that the command line names, in the order in which they run.
 *
 * @param {string[]} args - names of suites, or `all`; empty: every suite that is not long
 * @param {Record<string, {long?: boolean}>} suites
 */
export function selectSuites(args, suites) {
  const names = Object.keys(suites);
  const unknown = args.filter(arg => arg !== ALL && !names.includes(arg));
  if (unknown.length > 0) {
    throw new UserError(
      `There is no suite ${unknown.join(', ')}.`,
      `Usage: npm test [-- SUITE …], suites: ${names.join(
        ', ',
      )}, or ${ALL}. Without a name all run but ${names
        .filter(name => suites[name].long)
        .join(', ')}.`,
    );
  }
  if (args.includes(ALL)) {
    return names;
  }
  return names.filter(name =>
    args.length === 0 ? !suites[name].long : args.includes(name),
  );
}
