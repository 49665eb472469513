import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { describeUnless } from '../../describeUnless';

const RULES = path.resolve(
  __dirname,
  '../../../deploy/charts/dpf-portal/monitoring',
);
const RULE_FILES = ['alerts.yaml', 'alerts-controllers.yaml'];
const TEST_FILES = ['alerts.test.yaml', 'alerts-controllers.test.yaml'];

interface PrometheusRule {
  spec: { groups: Array<{ rules: Array<{ alert?: string }> }> };
}

interface RuleTests {
  tests: Array<{
    alert_rule_test?: Array<{ alertname: string; exp_alerts?: unknown[] }>;
    promql_expr_test?: Array<{ exp_samples: Array<{ labels: string }> }>;
  }>;
}

const missing =
  spawnSync('promtool', ['--version']).status === 0
    ? undefined
    : "needs promtool on the PATH: on Debian, run `apt-get download prometheus` and take it out of the package with `dpkg -x`, or install Prometheus's release";

const rules = RULE_FILES.map((file): [string, PrometheusRule] => [
  file,
  parse(fs.readFileSync(path.join(RULES, file), 'utf8')),
]);
const tests = TEST_FILES.map((file): [string, RuleTests] => [
  file,
  parse(fs.readFileSync(path.join(__dirname, file), 'utf8'), { merge: true }),
]);

/** The alerts that fire in a test. */
function firing({ tests: cases }: RuleTests): string[] {
  return cases.flatMap(({ alert_rule_test = [], promql_expr_test = [] }) => [
    ...alert_rule_test
      .filter(({ exp_alerts = [] }) => exp_alerts.length > 0)
      .map(({ alertname }) => alertname),
    ...promql_expr_test.flatMap(({ exp_samples }) =>
      exp_samples.flatMap(
        ({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1] ?? [],
      ),
    ),
  ]);
}

describe('the tests of the alert rules', () => {
  it('let every alert fire once', () => {
    const alerts = rules.flatMap(([, { spec }]) =>
      spec.groups.flatMap(group => group.rules.flatMap(r => r.alert ?? [])),
    );
    expect(alerts.length).toBeGreaterThan(15);
    expect(
      [...new Set(tests.flatMap(([, one]) => firing(one)))].sort(),
    ).toEqual(alerts.sort());
  });
});

describeUnless(missing, 'the alert rules, by promtool', () => {
  let directory: string;

  beforeAll(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'alerts-'));
    // JSON is YAML without aliases, which promtool's strict reader does not merge.
    for (const [file, { spec }] of rules) {
      fs.writeFileSync(
        path.join(directory, file),
        JSON.stringify({ groups: spec.groups }),
      );
    }
    for (const [file, content] of tests) {
      fs.writeFileSync(path.join(directory, file), JSON.stringify(content));
    }
  });

  afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

  /** Runs promtool on these files; its code, and what it writes when that is not 0. */
  function promtool(...args: string[]): [number | null, string] {
    const { status, stdout, stderr } = spawnSync('promtool', args, {
      cwd: directory,
      encoding: 'utf8',
    });
    return [status, status === 0 ? '' : stdout + stderr];
  }

  it('are valid', () => {
    expect(promtool('check', 'rules', ...RULE_FILES)).toEqual([0, '']);
  });

  it.each(TEST_FILES)('fire and stay quiet as %s expects', file => {
    expect(promtool('test', 'rules', file)).toEqual([0, '']);
  });
});
