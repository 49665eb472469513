import { IGNORED, checkFields } from './fields';
import {
  KubeconfigInspection,
  KubeconfigRules,
  ProblemList,
  SafeKubeconfig,
  UnsafeKubeconfigError,
} from './KubeconfigInspection';
import { describeOtherMap } from './otherDocuments';
import { readContext } from './readContext';
import { YamlMap, readDocument, readingProblem } from './readDocument';

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/;

/**
 * What is known of a kubeconfig by its text.
 *
 * @public
 */
export interface KubeconfigAnalysis {
  inspection: KubeconfigInspection;
  safe?: SafeKubeconfig;
  /** Where the parts of `safe` are. */
  paths?: { cluster: string; user: string };
}

/** Clients that are written in Go take a kubeconfig without `kind` and `apiVersion` for one. */
function isKubeconfig(document: YamlMap): boolean {
  const isOr = (field: string, expected: string) =>
    [expected, '', null, undefined].some(
      value => document.get(field) === value,
    );
  return (
    isOr('kind', 'Config') &&
    isOr('apiVersion', 'v1') &&
    (document.get('kind') === 'Config' || document.has('clusters'))
  );
}

function checkTop(document: YamlMap, list: ProblemList): void {
  checkFields(
    document,
    {
      allowed: ['apiVersion', 'kind', 'clusters', 'users', 'contexts'],
      // Of clients before Kubernetes 1.6.
      texts: ['current-context', 'api-version'],
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
): KubeconfigAnalysis {
  const list = new ProblemList();
  const { problems, warnings } = list;
  const document = readDocument(text, list);
  if (!document) {
    return { inspection: { problems } };
  }
  if (!isKubeconfig(document)) {
    list.add('NotAKubeconfig', describeOtherMap(document));
    return { inspection: { problems } };
  }
  checkTop(document, list);
  const { cluster, user, address, caData, credentials } = readContext(
    document,
    rules,
    list,
  );
  const difference = problems.length
    ? undefined
    : readingProblem(text, document);
  if (difference) {
    list.add('ReadDifferently', difference);
  }
  const inspection: KubeconfigInspection = {
    problems,
    ...address,
    ...(cluster && PLAIN_NAME.test(cluster.name)
      ? { clusterName: cluster.name }
      : {}),
    ...(warnings.length ? { warnings } : {}),
  };
  if (problems.length || !address || !caData || !cluster || !user) {
    return { inspection };
  }
  inspection.authentication = credentials.clientCertificateData
    ? 'clientCertificate'
    : 'token';
  return {
    inspection,
    safe: { ...address, caData, ...credentials },
    paths: { cluster: cluster.path, user: user.path },
  };
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
