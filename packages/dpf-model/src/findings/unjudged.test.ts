import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { aCluster, aWorld } from '@dpf-portal/test-support';
import { everyRuleFor } from './findingsOf';
import { FindingRule } from './Finding';
import { CODES_OF_RULES, unjudged } from './unjudged';

const RULES = join(__dirname, 'rules');

/** The rules that a file exports, as the module has them, and the codes that its text has. */
function rulesByFile() {
  return readdirSync(RULES)
    .filter(name => name.endsWith('.ts') && !name.includes('.test.'))
    .map(name => {
      const exported: Record<string, unknown> = jest.requireActual(
        join(RULES, name),
      );
      const text = readFileSync(join(RULES, name), 'utf8');
      return {
        name,
        rules: [...CODES_OF_RULES.keys()].filter(rule =>
          Object.values(exported).includes(rule),
        ),
        codes: [...text.matchAll(/\bcode: '(\w+)'/g)].map(([, code]) => code),
      };
    })
    .filter(({ rules }) => rules.length > 0);
}

describe('unjudged', () => {
  it('knows the codes of every rule', () => {
    const deleting = aCluster({
      metadata: { deletionTimestamp: '2026-11-24T14:00:00Z' },
    });
    const removing = aWorld({ dpus: [] });
    const rules = new Set<FindingRule>(
      [aCluster(), deleting].flatMap(cluster => [
        ...everyRuleFor(cluster, aWorld()),
        ...everyRuleFor(cluster, removing),
      ]),
    );
    expect([...rules].filter(rule => !CODES_OF_RULES.has(rule))).toEqual([]);
  });

  it.each(rulesByFile())(
    'knows each code that $name gives',
    ({ rules, codes }) => {
      const known = rules.flatMap(rule => CODES_OF_RULES.get(rule) ?? []);
      expect(codes.filter(code => !known.some(each => each === code))).toEqual(
        [],
      );
    },
  );

  it('names what could not be judged without nodes, and not what was found', () => {
    const found = unjudged([aCluster()], aWorld(), new Set(['Node', 'DPU']));
    expect(found.get('Node')).toContain('NoMatchingNodes');
    expect(found.get('DPU')).toContain('NoFeasibleCluster');
    expect(found.has('DataStore')).toBe(false);
  });

  it('names a rule that concludes nothing from what may not be read', () => {
    const world = {
      ...aWorld(),
      wasListed: (kind: string) => kind !== 'daemonSets',
    };
    const found = unjudged([aCluster()], world, new Set(['DaemonSet']));
    expect(found.get('DaemonSet')).toContain('RouterIdInUse');
  });

  it('names nothing where nothing is unknown', () => {
    expect(unjudged([aCluster()], aWorld(), new Set())).toEqual(new Map());
  });

  it('does not name a rule that does not apply', () => {
    const found = unjudged(
      [aCluster({ spec: { type: 'static', clusterEndpoint: undefined } })],
      aWorld(),
      new Set(['Node', 'DaemonSet']),
    );
    expect(found.get('Node') ?? new Set()).not.toContain('NoMatchingNodes');
  });
});
