import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { PORTAL_ANNOTATIONS } from '../annotations';
import { RESERVED_LABEL_PREFIXES } from './fields/labels';
import { NO_INTERFACES } from './fields/requestFields';
import { UNUSABLE_VIP_RANGES } from './fields/vip';

const FOLDER = resolve(
  __dirname,
  '../../../../deploy/charts/dpf-portal/admission',
);
const RIGHTS = 'dpf-portal-dpuclusters-rights';
const SETTINGS = 'dpf-portal-dpuclusters-settings';

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: {
    failurePolicy?: string;
    matchConstraints?: { resourceRules: Array<{ operations: string[] }> };
    variables?: Array<{ name: string; expression: string }>;
    policyName?: string;
    validationActions?: string[];
  };
}

const DPU_CLUSTERS = {
  resourceRules: [
    {
      apiGroups: ['provisioning.dpu.nvidia.com', 'provisioning.dpf.nvidia.com'],
      apiVersions: ['*'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['dpuclusters'],
    },
  ],
};

const manifestsOf = (file: string) =>
  parseAllDocuments(readFileSync(file, 'utf8')).map(
    document => document.toJS() as Manifest,
  );
const manifests = readdirSync(FOLDER).flatMap(file =>
  manifestsOf(resolve(FOLDER, file)),
);
const policyNamed = (name: string) =>
  manifests.find(
    ({ kind, metadata }) =>
      kind === 'ValidatingAdmissionPolicy' && metadata.name === name,
  );
const bindingsOf = (name: string) =>
  manifests
    .filter(({ spec }) => spec.policyName === name)
    .map(({ spec }) => spec);

/** The list of texts that a variable of the policy of rights is. */
function listOf(name: string): string[] {
  const variable = policyNamed(RIGHTS)?.spec.variables?.find(
    each => each.name === name,
  );
  return JSON.parse((variable?.expression ?? '').replaceAll("'", '"'));
}

describe('deploy/charts/dpf-portal/admission', () => {
  it('reserves the labels that requests reserve', () => {
    expect({
      domains: listOf('reservedDomains'),
      prefixes: listOf('reservedPrefixes'),
      free: listOf('freePrefixes'),
    }).toEqual(RESERVED_LABEL_PREFIXES);
  });

  it('refuses the VIPs that requests refuse', () => {
    expect(listOf('unusableVipRanges')).toEqual(UNUSABLE_VIP_RANGES);
  });

  it('refuses the names that no interface has', () => {
    expect(listOf('noInterfaces')).toEqual(NO_INTERFACES);
  });

  it('keeps the annotations that are the portal’s for the portal', () => {
    expect(listOf('portalAnnotations')).toEqual(PORTAL_ANNOTATIONS);
  });

  it('denies everywhere, also where a rule cannot be evaluated, what gives rights on nodes or over other teams', () => {
    const policy = policyNamed(RIGHTS);
    expect(policy?.spec.failurePolicy).toBe('Fail');
    expect(policy?.spec.matchConstraints).toEqual(DPU_CLUSTERS);
    expect(bindingsOf(RIGHTS)).toEqual([
      { policyName: RIGHTS, validationActions: ['Deny'] },
    ]);
  });

  it('warns of every other setting and audits it, and denies it by a second binding', () => {
    expect(policyNamed(SETTINGS)?.spec.matchConstraints).toEqual(DPU_CLUSTERS);
    expect(bindingsOf(SETTINGS)).toEqual([
      { policyName: SETTINGS, validationActions: ['Warn', 'Audit'] },
    ]);
    expect(
      manifestsOf(resolve(FOLDER, '../admission-deny.yaml')).map(
        ({ spec }) => spec,
      ),
    ).toEqual([{ policyName: SETTINGS, validationActions: ['Deny'] }]);
  });
});
