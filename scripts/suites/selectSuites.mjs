import { UserError } from '../progress/UserError.mjs';

/** Selects every suite, including long ones. */
const ALL = 'all';

/**
 * Selects the suites of the command line, in the order in which they run.
 *
 * @param {string[]} args - names of suites, or `all`. Empty: all suites except long ones
 * @param {Record<string, {long?: boolean}>} suites
 */
export function selectSuites(args, suites) {
  const names = Object.keys(suites);
  const unknown = args.filter(arg => arg !== ALL && !names.includes(arg));
  if (unknown.length > 0) {
    throw new UserError(
      `There is no suite ${unknown.join(', ')}.`,
      `Usage: npm test [-- SUITE …]. Suites: ${names.join(
        ', ',
      )}, or ${ALL}. Default: all except ${names
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
