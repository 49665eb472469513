/** The tab Networks of the platform's page. */
export function NetworksTab() {
  return null;
}
