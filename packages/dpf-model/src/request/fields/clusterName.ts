import { isDns1035Label } from './objectName';

/** The longest DNS label. */
const LONGEST_LABEL = 63;

/** The longest name of an object that is made of the cluster's: `<name>-admin-kubeconfig`. */
const LONGEST_SUFFIX = '-admin-kubeconfig';

/** What of the 63 characters of a DNS label is left for a cluster's name. @public */
export const MAX_CLUSTER_NAME_LENGTH = LONGEST_LABEL - LONGEST_SUFFIX.length;

/** Why Kamaji cannot use this name for a control plane; `undefined` when it can. @public */
export function controlPlaneNameProblem(name: string): string | undefined {
  return isDns1035Label(name)
    ? undefined
    : 'Create the cluster with another name: lower-case letters, digits and dashes, a letter in front, at most 63 characters.';
}

/** Why this cannot be the name of a new DPU cluster; `undefined` when it can. @public */
export function clusterNameProblem(name: string): string | undefined {
  if (!name) {
    return 'Give the cluster a name.';
  }
  if (name.length > MAX_CLUSTER_NAME_LENGTH) {
    return `Use at most ${MAX_CLUSTER_NAME_LENGTH} characters (these are ${name.length}): the names of its parts are longer.`;
  }
  if (!isDns1035Label(name)) {
    return 'Use lower-case letters, digits and dashes; start with a letter and end with a letter or digit.';
  }
  return undefined;
}
