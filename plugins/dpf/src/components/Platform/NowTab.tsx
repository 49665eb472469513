/** The tab Now of the platform's page. */
export function NowTab() {
  return null;
}
