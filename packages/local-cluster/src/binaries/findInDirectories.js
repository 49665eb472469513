// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');

/**
 * Finds the first executable file of this name in the directories.
 *
 * @param {string} name
 * @param {readonly string[]} directories
 */
function findInDirectories(name, directories) {
  return directories
    .filter(Boolean)
    .map(directory => path.join(directory, name))
    .find(file => {
      try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

module.exports = { findInDirectories };
