import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { RESERVED_LABEL_PREFIXES, UNUSABLE_VIP_RANGES } from './fields';

const FILE = resolve(
  __dirname,
  '../../../../deploy/admission/dpuclusters.yaml',
);

interface Policy {
  kind: string;
  spec: { variables?: Array<{ name: string; expression: string }> };
}

/** The list of texts that a variable of the policy is. */
function listOf(name: string): string[] {
  const [policy] = parseAllDocuments(readFileSync(FILE, 'utf8')).map(
    document => document.toJS() as Policy,
  );
  const variable = policy.spec.variables?.find(each => each.name === name);
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
});
