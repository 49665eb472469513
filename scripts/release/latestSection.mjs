/** The first section of a changelog: what the newest version brings. */
export function latestSection(changelog) {
  const [, first = ''] = changelog.split(/^(?=## )/m);
  return first.trim();
}
