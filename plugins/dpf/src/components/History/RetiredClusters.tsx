/** The clusters that are being retired, and the history of those that are gone. */
export function RetiredClusters() {
  return null;
}
