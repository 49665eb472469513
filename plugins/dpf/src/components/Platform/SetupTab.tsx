/** The tab Setup of the platform's page. */
export function SetupTab() {
  return null;
}
