import { Config } from '@backstage/config';
import { DpfPolicy } from '@dpf-portal/backstage-plugin-dpf-common';
import { configProblem } from './configProblem';

const DEFAULTS = {
  namespace: 'dpf-clusters',
  version: 'v1.31.0',
  maxNodes: { default: 10, max: 1000 },
};

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
  return {
    namespace: policy?.getOptionalString('namespace') ?? DEFAULTS.namespace,
    version,
    versions,
    maxNodes: { default: usual, max },
    expiryDays: {
      dev: policy?.getOptionalNumber('expiryDays.dev'),
      test: policy?.getOptionalNumber('expiryDays.test'),
    },
  };
}
