import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import {
  ADMISSION_POLICIES,
  Binding,
  NOT_BY_DPF,
  Policy,
  digestOf,
} from './admissionPolicies';
import { InstalledPolicies, admissionOutcomes } from './checkAdmission';

const DEPLOY = resolve(__dirname, '../../../../deploy/charts/dpf-portal');
const RIGHTS = 'dpf-portal-dpuclusters-rights';
const DELETION = 'dpf-portal-dpuclusters-deletion';
const SETTINGS = 'dpf-portal-dpuclusters-settings';
const LABELS = 'dpf-portal-dpuclusters-labels';

type Manifest = Policy & Binding & { kind: string };

function manifestsOf(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(resolve(DEPLOY, file), 'utf8')).map(
    document => document.toJS(),
  );
}

/** What `kubectl apply` of these files installs, with what the API server adds. */
function installed(...more: string[]): InstalledPolicies {
  const files = readdirSync(resolve(DEPLOY, 'admission')).map(
    file => `admission/${file}`,
  );
  const manifests = [...files, ...more].flatMap(manifestsOf);
  const isPolicy = ({ kind }: Manifest) => kind === 'ValidatingAdmissionPolicy';
  return {
    policies: manifests.filter(isPolicy).map(({ spec, ...policy }) => ({
      ...policy,
      spec: {
        ...spec,
        matchConstraints: {
          matchPolicy: 'Equivalent',
          namespaceSelector: {},
          objectSelector: {},
          ...spec?.matchConstraints,
          resourceRules: spec?.matchConstraints?.resourceRules?.map(rule => ({
            scope: '*',
            ...rule,
          })),
        },
      },
    })),
    bindings: manifests.filter(manifest => !isPolicy(manifest)),
  };
}

/** The installed policies with one of them changed. */
function withPolicy(
  name: string,
  change: (spec: NonNullable<Policy['spec']>) => Policy['spec'],
): InstalledPolicies {
  const { policies, bindings } = installed();
  return {
    bindings,
    policies: policies.map(policy =>
      policy.metadata.name === name
        ? { ...policy, spec: change(policy.spec ?? {}) }
        : policy,
    ),
  };
}

function withBinding(
  name: string,
  change: NonNullable<Binding['spec']>,
): InstalledPolicies {
  const { policies, bindings } = installed();
  return {
    policies,
    bindings: bindings.map(binding =>
      binding.metadata.name === name
        ? { ...binding, spec: { ...binding.spec, ...change } }
        : binding,
    ),
  };
}

const messages = (policies: InstalledPolicies) =>
  admissionOutcomes(policies).map(({ state, message }) => [state, message]);

describe('The policies of deploy/charts/dpf-portal/admission', () => {
  const { policies } = installed();

  it('are those that the doctor expects', () => {
    expect(
      policies.map(policy => [policy.metadata.name, digestOf(policy)]),
    ).toEqual(ADMISSION_POLICIES.map(({ name, digest }) => [name, digest]));
    for (const { name, file } of ADMISSION_POLICIES) {
      const inFile = manifestsOf(file.replace('deploy/charts/dpf-portal/', ''));
      expect(inFile.map(({ metadata }) => metadata.name)).toContain(name);
    }
  });

  it('exempt DPF’s service accounts by one condition, which the docs quote', () => {
    for (const { spec } of policies) {
      expect(spec?.matchConditions?.[0]).toEqual(NOT_BY_DPF);
    }
    const [written] = /^ {4}- name: not-by-dpf\n(?: {6}.*\n)+/m.exec(
      readFileSync(
        resolve(DEPLOY, 'admission/dpuclusters-settings.yaml'),
        'utf8',
      ),
    ) ?? [''];
    const quote = written.replaceAll(/^ {4}/gm, '');
    expect(quote).toContain('kamaji-cm-controller-manager');
    expect(
      readFileSync(resolve(DEPLOY, '../../../docs/install.md'), 'utf8'),
    ).toContain(`\`\`\`yaml\n${quote}\`\`\``);
  });
});

describe('The doctor', () => {
  it('says what the policies do as they are installed, and as a site makes them deny', () => {
    expect(messages(installed())).toEqual([
      [
        'ok',
        'The admission policies are in force; dpf-portal-dpuclusters-settings does not deny (Audit, Warn)',
      ],
    ]);
    for (const denying of [
      installed('admission-deny.yaml'),
      withBinding(SETTINGS, { validationActions: ['Deny'] }),
    ]) {
      expect(messages(denying)).toEqual([
        [
          'ok',
          'The admission policies are in force; dpf-portal-dpuclusters-settings denies',
        ],
      ]);
    }
  });

  it('reports once that there is none', () => {
    expect(admissionOutcomes({ policies: [], bindings: [] })).toEqual([
      {
        state: 'warning',
        message:
          'The admission policies of this project are not there: kubectl and GitOps users can ask for what the form refuses, and get rights on nodes.',
        remedy: 'Run: `kubectl apply -f deploy/charts/dpf-portal/admission`.',
      },
    ]);
  });

  it('finds the policy of an earlier release, with the commands', () => {
    const { policies, bindings } = installed();
    const old = { metadata: { name: 'dpf-portal-dpuclusters' } };
    const outcome = {
      state: 'warning',
      message: expect.stringContaining(
        'The policy dpf-portal-dpuclusters of an earlier release is still there.',
      ),
      remedy:
        'Run: `kubectl apply -f deploy/charts/dpf-portal/admission`, then `kubectl delete validatingadmissionpolicybindings,validatingadmissionpolicies dpf-portal-dpuclusters`.',
    };
    expect(
      admissionOutcomes({ policies: [...policies, old], bindings }),
    ).toEqual([outcome]);
    expect(
      admissionOutcomes({ policies: [], bindings: [old] }).slice(1),
    ).toEqual([outcome]);
  });

  it.each([
    [RIGHTS, 'is not there: kubectl and GitOps users can get rights on nodes.'],
    [DELETION, 'is not there: clusters that are locked or have DPUs can be'],
    [SETTINGS, 'is not there: nobody is warned of settings that do not work.'],
    [LABELS, 'is not there: nobody is warned of an edit of labels.'],
  ])('misses %s', (name, message) => {
    const { policies, bindings } = installed();
    const rest = policies.filter(({ metadata }) => metadata.name !== name);
    const [outcome, ...others] = admissionOutcomes({
      policies: rest,
      bindings,
    });
    expect(others).toEqual([]);
    expect(outcome.message).toContain(`The policy ${name} ${message}`);
    const file = ADMISSION_POLICIES.find(policy => policy.name === name)?.file;
    expect(outcome.remedy).toBe(`Run: \`kubectl apply -f ${file}\`.`);
  });

  it('finds a binding that is gone, that does not deny, or that sees some requests only', () => {
    const { policies, bindings } = installed();
    const without = bindings.filter(({ metadata }) => metadata.name !== RIGHTS);
    for (const [found, message] of [
      [{ policies, bindings: without }, 'is bound to nothing'],
      [
        withBinding(RIGHTS, { validationActions: ['Warn', 'Audit'] }),
        'its binding does not deny',
      ],
      [
        withBinding(DELETION, { validationActions: ['Audit'] }),
        'its binding does not deny',
      ],
      [
        withBinding(RIGHTS, { matchResources: { namespaceSelector: {} } }),
        'is bound to some namespaces or objects only',
      ],
      [
        withBinding(LABELS, { validationActions: ['Deny'] }),
        'denies edits of labels',
      ],
    ] as const) {
      expect(messages(found)).toEqual([
        ['warning', expect.stringContaining(message)],
      ]);
    }
  });

  it('finds a policy that lets pass what it cannot evaluate, or whose rules were edited', () => {
    for (const [found, message] of [
      [
        withPolicy(RIGHTS, spec => ({ ...spec, failurePolicy: 'Ignore' })),
        'lets pass what it cannot evaluate',
      ],
      [
        withPolicy(RIGHTS, spec => ({ ...spec, validations: [] })),
        'has other rules than in this release',
      ],
      [
        withPolicy(DELETION, spec => ({
          ...spec,
          matchConstraints: {
            ...spec.matchConstraints,
            namespaceSelector: { matchLabels: { a: 'b' } },
          },
        })),
        'has other rules than in this release',
      ],
    ] as const) {
      expect(messages(found)).toEqual([
        ['warning', expect.stringContaining(message)],
      ]);
    }
  });

  it('finds a match condition that was removed, widened or added', () => {
    const [exemption] = [NOT_BY_DPF];
    const conditions = (...matchConditions: Array<typeof exemption>) =>
      withPolicy(RIGHTS, spec => ({ ...spec, matchConditions }));
    const { expression } = exemption;
    for (const [found, message] of [
      [conditions(), 'does not exempt DPF’s service accounts'],
      [
        conditions({
          ...exemption,
          expression: expression.replace('])', ", 'mallory'])"),
        }),
        'has another match condition not-by-dpf',
      ],
      [
        conditions({
          ...exemption,
          expression:
            "!request.userInfo.username.startsWith('system:serviceaccount:dpf-operator-system:')",
        }),
        'has another match condition not-by-dpf',
      ],
      [
        conditions(exemption, {
          name: 'mine',
          expression: "request.namespace != 'team-a'",
        }),
        'leaves out some requests by a match condition',
      ],
    ] as const) {
      expect(messages(found)).toEqual([
        ['warning', expect.stringContaining(message)],
      ]);
    }
  });

  it('accepts that DPF runs in another namespace, and names it', () => {
    const { policies, bindings } = installed();
    const moved: Policy[] = JSON.parse(
      JSON.stringify(policies).replaceAll('dpf-operator-system:', 'dpf:'),
    );
    expect(messages({ policies: moved, bindings })).toEqual([
      [
        'ok',
        expect.stringContaining('DPF’s service accounts are exempt in dpf'),
      ],
    ]);
  });
});
