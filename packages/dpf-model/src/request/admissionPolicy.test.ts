import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { PORTAL_ANNOTATIONS } from '../annotations';
import { RESERVED_LABEL_PREFIXES } from './fields/labels';
import { NO_INTERFACES } from './fields/requestFields';
import { UNUSABLE_VIP_RANGES } from './fields/vip';

const FOLDER = resolve(__dirname, '../../../../deploy/admission');
const POLICY = 'dpf-portal-dpuclusters';

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

const manifests = readdirSync(FOLDER).flatMap(file =>
  parseAllDocuments(readFileSync(resolve(FOLDER, file), 'utf8')).map(
    document => document.toJS() as Manifest,
  ),
);
const policy = manifests.find(
  ({ kind, metadata }) =>
    kind === 'ValidatingAdmissionPolicy' && metadata.name === POLICY,
);

/** The list of texts that a variable of the policy is. */
function listOf(name: string): string[] {
  const variable = policy?.spec.variables?.find(each => each.name === name);
  return JSON.parse((variable?.expression ?? '').replaceAll("'", '"'));
}

describe('deploy/admission', () => {
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
    expect(policy?.spec.failurePolicy).toBe('Fail');
    expect(Object.keys(policy?.spec ?? {}).sort()).toEqual([
      'failurePolicy',
      'matchConstraints',
      'validations',
      'variables',
    ]);
    expect(policy?.spec.matchConstraints).toEqual({
      resourceRules: [
        {
          apiGroups: [
            'provisioning.dpu.nvidia.com',
            'provisioning.dpf.nvidia.com',
          ],
          apiVersions: ['*'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['dpuclusters'],
        },
      ],
    });
    const bindings = manifests.filter(({ spec }) => spec.policyName === POLICY);
    expect(bindings.map(({ spec }) => spec)).toEqual([
      { policyName: POLICY, validationActions: ['Deny'] },
    ]);
  });
});
