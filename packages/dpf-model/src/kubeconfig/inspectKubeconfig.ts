import { checkCluster } from './checkCluster';
import { checkContext } from './checkContext';
import { checkUser } from './checkUser';
import { IGNORED, checkFields, onlyEntry } from './fields';
import {
  KubeconfigInspection,
  KubeconfigRules,
  ProblemList,
  SafeKubeconfig,
  UnsafeKubeconfigError,
} from './KubeconfigInspection';
import { YamlMap, readDocument, readingProblem } from './readDocument';

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/;

function checkTop(document: YamlMap, list: ProblemList): void {
  if (
    document.get('kind') !== 'Config' ||
    document.get('apiVersion') !== 'v1'
  ) {
    list.add('NotAKubeconfig', 'It is not a kubeconfig (kind Config, v1).');
  }
  checkFields(
    document,
    {
      allowed: ['apiVersion', 'kind', 'clusters', 'users', 'contexts'],
      texts: ['current-context'],
      ignored: {
        extensions: IGNORED.extensions,
        preferences: IGNORED.preferences,
      },
    },
    '',
    list,
  );
}

/**
 * Applies every rule that needs only the text; `safe` is set when there is no problem. Whether certificates and key
 * match is checked by `judgeKubeconfig` of dpf-world.
 *
 * @public
 */
export function analyseKubeconfig(
  text: string,
  rules: KubeconfigRules,
): { inspection: KubeconfigInspection; safe?: SafeKubeconfig } {
  const list = new ProblemList();
  const { problems } = list;
  const document = readDocument(text, list);
  if (!document) {
    return { inspection: { problems } };
  }
  checkTop(document, list);

  const clusterEntry = onlyEntry(
    document,
    { list: 'clusters', inner: 'cluster' },
    list,
  );
  const userEntry = onlyEntry(document, { list: 'users', inner: 'user' }, list);
  if (!clusterEntry) {
    list.add('NotOneCluster', 'There must be one cluster.', 'clusters');
  }
  if (!userEntry) {
    list.add('NotOneUser', 'There must be one user.', 'users');
  }
  const cluster = clusterEntry
    ? checkCluster(clusterEntry.value, clusterEntry.path, list)
    : {};
  const user = userEntry
    ? checkUser(userEntry.value, userEntry.path, rules, list)
    : {};
  if (clusterEntry && userEntry) {
    const names = { cluster: clusterEntry.name, user: userEntry.name };
    checkContext(document, names, list);
  }
  const difference = problems.length
    ? undefined
    : readingProblem(text, document);
  if (difference) {
    list.add('ReadDifferently', difference);
  }

  const { address, caData } = cluster;
  const inspection: KubeconfigInspection = {
    problems,
    ...address,
    ...(clusterEntry && PLAIN_NAME.test(clusterEntry.name)
      ? { clusterName: clusterEntry.name }
      : {}),
  };
  if (problems.length || !address || !caData) {
    return { inspection };
  }
  inspection.authentication = user.clientCertificateData
    ? 'clientCertificate'
    : 'token';
  return { inspection, safe: { ...address, caData, ...user } };
}

/**
 * Finds everything that makes a kubeconfig unusable here. The text is treated as hostile: it is bounded in size and
 * depth, and no result quotes it. Runs in browsers too; it does not check that the certificates match.
 *
 * @public
 */
export function inspectKubeconfig(
  text: string,
  rules: KubeconfigRules = {},
): KubeconfigInspection {
  return analyseKubeconfig(text, rules).inspection;
}

/**
 * Reads the used parts of a kubeconfig, and nothing else of it.
 *
 * @throws UnsafeKubeconfigError when it breaks any rule of {@link inspectKubeconfig}.
 * @public
 */
export function parseSafeKubeconfig(
  text: string,
  rules: KubeconfigRules = {},
): SafeKubeconfig {
  const { inspection, safe } = analyseKubeconfig(text, rules);
  if (!safe) {
    throw new UnsafeKubeconfigError(inspection.problems);
  }
  return safe;
}
