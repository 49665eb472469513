import { isForbidden, isNotFound } from '@dpf-portal/kube-controller';
import { DoctorContext, Outcome, ok, warning } from './DoctorCheck';
import {
  ADMISSION_POLICIES,
  Binding,
  ExpectedPolicy,
  NOT_BY_DPF,
  Policy,
  RETIRED_POLICIES,
  digestOf,
  inUsualNamespaces,
  namespacesIn,
  otherConditionsOf,
} from './admissionPolicies';
import { DEFAULT_LEADER_ELECTION_NAMESPACE } from '../roles/vendorRoles';

const API = '/apis/admissionregistration.k8s.io/v1';

/** The policies of an API server and what binds them. */
export interface InstalledPolicies {
  policies: readonly Policy[];
  bindings: readonly Binding[];
}

/** What all bindings of a policy do together. One that sees only some of the requests does not count. */
function actionsOf(
  name: string,
  bindings: readonly Binding[],
): { actions: Set<string>; leavesOut: boolean } {
  const own = bindings.filter(({ spec }) => spec?.policyName === name);
  const whole = own.filter(({ spec }) => !spec?.matchResources);
  return {
    actions: new Set(
      whole.flatMap(({ spec }) => spec?.validationActions ?? []),
    ),
    leavesOut: own.length > whole.length,
  };
}

/** The expression by which a policy exempts DPF. */
function exemptionOf({ spec }: Policy): string | undefined {
  return spec?.matchConditions
    ?.find(({ name }) => name === NOT_BY_DPF.name)
    ?.expression.trim();
}

/** How the match conditions differ from those of the release. */
function conditionsFlaw(
  { does, otherwise }: ExpectedPolicy,
  policy: Policy,
): string | undefined {
  if (does === 'deny' && otherConditionsOf(policy.spec ?? {}).length > 0) {
    return `leaves out some requests by a match condition: ${otherwise}.`;
  }
  const exemption = exemptionOf(policy);
  if (exemption === undefined) {
    return 'does not exempt DPF’s service accounts: it can hinder DPF’s own controllers.';
  }
  return inUsualNamespaces(exemption) === NOT_BY_DPF.expression
    ? undefined
    : `has another match condition ${NOT_BY_DPF.name} than in this release: it exempts others than DPF’s service accounts, or not all of them.`;
}

/** What is wrong with an installed policy, as the end of the sentence "The policy NAME …"; the first of it. */
function flawOf(
  expected: ExpectedPolicy,
  { policies, bindings }: InstalledPolicies,
): string | undefined {
  const { name, does, otherwise } = expected;
  const policy = policies.find(({ metadata }) => metadata.name === name);
  const { actions, leavesOut } = actionsOf(name, bindings);
  if (!policy) {
    return `is not there: ${otherwise}.`;
  }
  if (actions.size === 0) {
    return leavesOut
      ? `is bound to some namespaces or objects only: in others ${otherwise}.`
      : `is bound to nothing: ${otherwise}.`;
  }
  if (does === 'deny' && !actions.has('Deny')) {
    return `is there, but its binding does not deny: ${otherwise}.`;
  }
  if (does === 'warn' && actions.has('Deny')) {
    return 'denies edits of labels: it is meant to warn of them.';
  }
  if (does !== 'warn' && policy.spec?.failurePolicy === 'Ignore') {
    return `lets pass what it cannot evaluate: ${otherwise}.`;
  }
  return (
    conditionsFlaw(expected, policy) ??
    (digestOf(policy) === expected.digest
      ? undefined
      : 'has other rules than in this release: it was edited, or is of another release.')
  );
}

function named({ metadata }: Policy | Binding): string {
  return metadata.name;
}

/** Compares the installed policies with those of `deploy/charts/dpf-portal/admission`. */
export function admissionOutcomes(installed: InstalledPolicies): Outcome[] {
  const { policies, bindings } = installed;
  const ours = ADMISSION_POLICIES.map(({ name }) => name);
  const there = [...policies, ...bindings].map(named);
  const retired = RETIRED_POLICIES.filter(name => there.includes(name)).map(
    name =>
      warning(
        `The policy ${name} of an earlier release is still there. It denies what dpf-portal-dpuclusters-settings warns of, and does not exempt DPF’s service accounts.`,
        `Run: \`kubectl apply -f deploy/charts/dpf-portal/admission\`, then \`kubectl delete validatingadmissionpolicybindings,validatingadmissionpolicies ${name}\`.`,
      ),
  );
  if (!ours.some(name => there.includes(name))) {
    return [
      warning(
        'The admission policies of this project are not there: kubectl and GitOps users can ask for what the form refuses, and get rights on nodes.',
        'Run: `kubectl apply -f deploy/charts/dpf-portal/admission`.',
      ),
      ...retired,
    ];
  }
  const flawed = ADMISSION_POLICIES.flatMap(expected => {
    const flaw = flawOf(expected, installed);
    return flaw
      ? [
          warning(
            `The policy ${expected.name} ${flaw}`,
            `Run: \`kubectl apply -f ${expected.file}\`.`,
          ),
        ]
      : [];
  });
  if (flawed.length + retired.length > 0) {
    return [...flawed, ...retired];
  }
  const modes = ADMISSION_POLICIES.filter(({ does }) => does === 'mode').map(
    ({ name }) => {
      const { actions } = actionsOf(name, bindings);
      return actions.has('Deny')
        ? `${name} denies`
        : `${name} does not deny (${[...actions].sort().join(', ')})`;
    },
  );
  const elsewhere = [
    ...new Set(
      policies
        .filter(({ metadata }) => ours.includes(metadata.name))
        .flatMap(policy => namespacesIn(exemptionOf(policy) ?? '')),
    ),
  ].filter(namespace => namespace !== DEFAULT_LEADER_ELECTION_NAMESPACE);
  const exempt = elsewhere.length
    ? [`DPF’s service accounts are exempt in ${elsewhere.join(', ')}`]
    : [];
  return [
    ok(
      `The admission policies are in force; ${[...modes, ...exempt].join(
        '; ',
      )}`,
    ),
  ];
}

/** The admission policies that reject crafted input from users of kubectl and GitOps. */
export async function checkAdmission({
  connection: { client },
  signal,
}: DoctorContext): Promise<Outcome[]> {
  /** Nothing where the API server does not serve them. */
  const list = async <T>(plural: string): Promise<T[]> => {
    try {
      const { items } = await client.raw<{ items?: T[] }>(
        'GET',
        `${API}/${plural}`,
        undefined,
        { signal },
      );
      return items ?? [];
    } catch (error) {
      if (isNotFound(error)) {
        return [];
      }
      throw error;
    }
  };
  try {
    const [policies, bindings] = await Promise.all([
      list<Policy>('validatingadmissionpolicies'),
      list<Binding>('validatingadmissionpolicybindings'),
    ]);
    return admissionOutcomes({ policies, bindings });
  } catch (error) {
    if (!isForbidden(error)) {
      throw error;
    }
    return [
      warning(
        'This identity may not see whether the admission policies are there.',
        'Run with an administrator’s kubeconfig: `dpf-controllers doctor --kubeconfig FILE`.',
      ),
    ];
  }
}
