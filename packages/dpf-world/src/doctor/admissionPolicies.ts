import { KubeObject } from '@dpf-portal/kube-controller';
import { createHash } from 'node:crypto';
import {
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  VENDOR_ROLES,
} from '../roles/vendorRoles';

interface Condition {
  name: string;
  expression: string;
}

interface Spec {
  failurePolicy?: string;
  paramKind?: unknown;
  matchConstraints?: {
    resourceRules?: Array<Record<string, unknown>>;
    [field: string]: unknown;
  };
  matchConditions?: Condition[];
  variables?: unknown;
  validations?: unknown;
}

/** A ValidatingAdmissionPolicy, as far as the doctor reads it. */
export interface Policy extends KubeObject {
  spec?: Spec;
}

/** A ValidatingAdmissionPolicyBinding, as far as the doctor reads it. */
export interface Binding extends KubeObject {
  spec?: {
    policyName?: string;
    validationActions?: string[];
    matchResources?: unknown;
  };
}

/** A policy of `deploy/charts/dpf-portal/admission`, as this release installs it. */
export interface ExpectedPolicy {
  name: string;
  /** The file that installs it. */
  file: string;
  /**
   * What its binding does. `deny`: always. `mode`: warn and audit, or deny, as the site chooses. `warn`: it never denies.
   */
  does: 'deny' | 'mode' | 'warn';
  /** What is possible where it is not in force. */
  otherwise: string;
  /** See {@link digestOf}. */
  digest: string;
}

const RIGHTS = 'deploy/charts/dpf-portal/admission/dpuclusters-rights.yaml';
const SETTINGS = 'deploy/charts/dpf-portal/admission/dpuclusters-settings.yaml';
const WARNINGS = 'deploy/charts/dpf-portal/admission/dpuclusters-warnings.yaml';

/** The policies of this release. A test compares the digests with the files. */
export const ADMISSION_POLICIES: readonly ExpectedPolicy[] = [
  {
    name: 'dpf-portal-dpuclusters-rights',
    file: RIGHTS,
    does: 'deny',
    otherwise: 'kubectl and GitOps users can get rights on nodes',
    digest: '5b94b7c87599d850',
  },
  {
    name: 'dpf-portal-dpuclusters-deletion',
    file: RIGHTS,
    does: 'deny',
    otherwise: 'clusters that are locked or have DPUs can be deleted',
    digest: '802c2dd643b46830',
  },
  {
    name: 'dpf-portal-dpuclusters-settings',
    file: SETTINGS,
    does: 'mode',
    otherwise: 'nobody is warned of settings that do not work',
    digest: '22cd824fda815899',
  },
  {
    name: 'dpf-portal-dpuclusters-labels',
    file: WARNINGS,
    does: 'warn',
    otherwise: 'nobody is warned of an edit of labels',
    digest: '8daec6863418a392',
  },
  {
    name: 'dpf-portal-dpuclusters-dpusets',
    file: WARNINGS,
    does: 'warn',
    otherwise: 'nobody is warned of an edit of labels that deletes DPUs',
    digest: 'be519ef8139e3012',
  },
];

/** The policies of earlier releases that no longer exist. */
export const RETIRED_POLICIES = ['dpf-portal-dpuclusters'];

/** DPF's service accounts whose roles may write DPUClusters, in DPF 24.10 to 26.x. They have the names of Deployments. */
const DPF_ACCOUNTS = [
  'dpf-operator-controller-manager',
  ...[VENDOR_ROLES.provisioning, VENDOR_ROLES.kamaji, VENDOR_ROLES.static].map(
    ({ deployment }) => deployment,
  ),
];

/** The match condition by which every policy exempts DPF's own writes. */
export const NOT_BY_DPF = {
  name: 'not-by-dpf',
  expression: `!(request.userInfo.username in [ ${DPF_ACCOUNTS.map(
    account =>
      `'system:serviceaccount:${DEFAULT_LEADER_ELECTION_NAMESPACE}:${account}'`,
  ).join(', ')}])`,
};

/** An account of DPF's or Kamaji's in a namespace of the site's choice; the second group is the account. */
const ACCOUNT =
  /system:serviceaccount:[-a-z0-9]+:((?:dpf|kamaji|static)-[-a-z]+)/g;

/**
 * The text of an expression without what a site may change: DPF, Kamaji and the controllers may run in other namespaces.
 */
export function inUsualNamespaces(expression: string): string {
  return expression.replace(ACCOUNT, (_whole, account) => {
    const namespace =
      account === 'kamaji-controller-manager'
        ? 'kamaji-system'
        : DEFAULT_LEADER_ELECTION_NAMESPACE;
    return `system:serviceaccount:${namespace}:${account}`;
  });
}

/** The match conditions besides {@link NOT_BY_DPF}. */
export function otherConditionsOf({ matchConditions = [] }: Spec): Condition[] {
  return matchConditions.filter(({ name }) => name !== NOT_BY_DPF.name);
}

/** The namespaces of the accounts that an expression names. */
export function namespacesIn(expression: string): string[] {
  return [
    ...new Set(
      [...expression.matchAll(ACCOUNT)].map(([whole]) => whole.split(':')[2]),
    ),
  ];
}

/** The fields of a resource rule that count. The API server adds the others with their default values. */
function ruleOf(rule: Record<string, unknown>) {
  const { apiGroups, apiVersions, operations, resources, ...rest } = rule;
  const { scope = '*', ...more } = rest;
  return { apiGroups, apiVersions, operations, resources, scope, ...more };
}

/**
 * A digest of which requests a policy sees, by which rules, with which messages. It is the same for what a file has and for
 * what an API server made of it. The condition {@link NOT_BY_DPF} and the failure policy do not count.
 */
export function digestOf({ spec = {} }: Policy): string {
  const { paramKind, matchConstraints = {}, variables, validations } = spec;
  const conditions = otherConditionsOf(spec);
  const {
    resourceRules = [],
    matchPolicy = 'Equivalent',
    namespaceSelector = {},
    objectSelector = {},
    ...more
  } = matchConstraints;
  const counted = {
    paramKind,
    conditions,
    matches: {
      rules: resourceRules.map(ruleOf),
      matchPolicy,
      namespaceSelector,
      objectSelector,
      ...more,
    },
    variables,
    validations,
  };
  const text = inUsualNamespaces(JSON.stringify(sorted(counted)));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? value.trim() : value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
