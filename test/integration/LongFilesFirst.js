const { default: Sequencer } = require('@jest/test-sequencer');

const isLong = ({ path }) => /\.long\.(timed\.)?test\.ts$/.test(path);

/**
 * Starts the longest files first, so that the last minutes of a run are not those
 * of one file alone. Otherwise as jest orders them.
 */
module.exports = class LongFilesFirst extends Sequencer {
  sort(tests) {
    const ordered = super.sort(tests);
    return [
      ...ordered.filter(isLong),
      ...ordered.filter(test => !isLong(test)),
    ];
  }
};
