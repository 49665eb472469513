/** The tab Upgrade of the platform's page. */
export function UpgradeTab() {
  return null;
}
