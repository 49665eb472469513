/** A commit as a changelog names it. */
const shortened = commit => commit?.slice(0, 7);

/**
 * How `changeset version` writes a changelog (`changelog` in .changeset/config.json): a change with the commit that brought
 * it. Unlike the generator of changesets, a change that is itself a list stays one below the commit, and all changes of
 * dependencies together are one line.
 */
const changelogLines = {
  getReleaseLine({ summary, commit }) {
    const lines = summary
      .trim()
      .split('\n')
      .map(line => line.trimEnd());
    const isList = /^[-*] /.test(lines[0]);
    const [first, ...others] = isList
      ? [commit ? '' : 'Several changes:', ...lines]
      : lines;
    const start = commit ? `${shortened(commit)}: ${first}` : first;
    return [
      `- ${start}`.trimEnd(),
      ...others.map(line => (line ? `  ${line}` : '')),
    ].join('\n');
  },

  getDependencyReleaseLine(changesets, dependencies) {
    if (dependencies.length === 0) {
      return '';
    }
    return [
      '- Updated dependencies:',
      ...dependencies.map(
        ({ name, newVersion }) => `  - ${name}@${newVersion}`,
      ),
    ].join('\n');
  },
};

export default changelogLines;
