// @ts-check
'use strict';

/**
 * Finds the first `x.y` or `x.y.z` in the output of a program.
 *
 * @param {string} output
 * @returns {string | undefined}
 */
function parseVersion(output) {
  return /\b(?:v|go)?(\d+\.\d+(?:\.\d+)?)/.exec(output)?.[1];
}

/**
 * Whether `version` is `oldest` or newer, number by number.
 *
 * @param {string} version
 * @param {string} oldest
 */
function isAtLeast(version, oldest) {
  const have = version.split('.').map(Number);
  const need = oldest.split('.').map(Number);
  for (let i = 0; i < need.length; i++) {
    const difference = (have[i] ?? 0) - need[i];
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}

module.exports = { isAtLeast, parseVersion };
