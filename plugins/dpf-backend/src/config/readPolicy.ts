import { Config } from '@backstage/config';
import {
  DpfPolicy,
  policyNamespaceProblem,
  requestNamespaces,
} from '@dpf-portal/dpf-model';
import { configProblem } from './DpfConfig';

const DEFAULTS = {
  namespace: 'dpf-clusters',
  version: 'v1.31.0',
  maxNodes: { default: 10, max: 1000 },
};

function readNamespaces(
  policy: Config | undefined,
  path: string,
): Pick<DpfPolicy, 'namespace' | 'namespaces'> {
  const listed = policy?.getOptionalStringArray('namespaces') ?? [];
  listed.forEach((name, i) => {
    const problem = policyNamespaceProblem(name);
    if (problem) {
      throw configProblem(`${path}.policy.namespaces[${i}]`, problem);
    }
  });
  const namespace =
    policy?.getOptionalString('namespace') ?? listed[0] ?? DEFAULTS.namespace;
  const problem = policyNamespaceProblem(namespace);
  if (problem) {
    throw configProblem(`${path}.policy.namespace`, problem);
  }
  return {
    namespace,
    namespaces: requestNamespaces({ namespace, namespaces: listed }),
  };
}

/** Reads `policy` of one management cluster, filling in what is left out. */
export function readPolicy(config: Config, path: string): DpfPolicy {
  const policy = config.getOptionalConfig('policy');
  const version = policy?.getOptionalString('version') ?? DEFAULTS.version;
  const versions = policy?.getOptionalStringArray('versions');
  if (versions && !versions.includes(version)) {
    throw configProblem(
      `${path}.policy.version`,
      `"${version}" is not one of policy.versions.`,
    );
  }
  const max =
    policy?.getOptionalNumber('maxNodes.max') ?? DEFAULTS.maxNodes.max;
  const usual =
    policy?.getOptionalNumber('maxNodes.default') ??
    Math.min(DEFAULTS.maxNodes.default, max);
  if (usual < 1 || usual > max) {
    throw configProblem(
      `${path}.policy.maxNodes`,
      `default ${usual} is not between 1 and max ${max}.`,
    );
  }
  const clustersPerGroup = policy?.getOptionalNumber('clustersPerGroup');
  if (
    clustersPerGroup !== undefined &&
    (!Number.isInteger(clustersPerGroup) || clustersPerGroup < 1)
  ) {
    throw configProblem(
      `${path}.policy.clustersPerGroup`,
      `${clustersPerGroup} is not a whole number of at least 1.`,
    );
  }
  return {
    ...readNamespaces(policy, path),
    ...(clustersPerGroup !== undefined && { clustersPerGroup }),
    version,
    versions,
    maxNodes: { default: usual, max },
    expiryDays: {
      dev: policy?.getOptionalNumber('expiryDays.dev'),
      test: policy?.getOptionalNumber('expiryDays.test'),
    },
  };
}
