import { UPGRADE_PATIENCE_MS } from '@dpf-portal/dpf-model';
import {
  CONTROLLERS_LEASE,
  ManagementClusterConnection,
  registerFindingMetrics,
  registerManagementClusterMetrics,
} from '@dpf-portal/dpf-world';
import {
  Controller,
  KubeClient,
  LeaderElector,
  RestTransport,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { PrometheusRegistry } from './PrometheusRegistry';

const ROOT = path.resolve(__dirname, '../../../..');
const FILES = ['alerts.yaml', 'alerts-controllers.yaml', 'dashboard.json'];
const METRIC =
  /\b(?:controller_runtime|workqueue|rest_client|leader_election|dpf|nodejs|process)_[a-z0-9_]+/g;
const RECORD = /\bdpf(?::[a-z_]+)+/g;

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

function read(...names: string[]): string {
  return fs.readFileSync(path.join(ROOT, ...names), 'utf8');
}

function rulesOf(file: string): Rule[] {
  const { spec }: { spec: { groups: Array<{ rules: Rule[] }> } } = parse(
    read('deploy/charts/dpf-portal/monitoring', file),
  );
  return spec.groups.flatMap(({ rules }) => rules);
}

const rules = FILES.filter(file => file.startsWith('alerts')).flatMap(rulesOf);
const dashboard = JSON.parse(
  read('deploy/charts/dpf-portal/monitoring/dashboard.json'),
);

function exprsOf(file: string): string[] {
  return file === 'dashboard.json'
    ? dashboard.panels.flatMap(
        ({ targets = [] }: { targets?: Array<{ expr: string }> }) =>
          targets.map(({ expr }) => expr),
      )
    : rulesOf(file).map(({ expr }) => expr);
}

const runbook = read('docs/operate.md');
const headings = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, text]) => text);
/** As GitHub and TechDocs make them. */
const anchors = headings.map(text =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replace(/ /g, '-'),
);
/** A test of the model compares these with the codes that there are. */
const codes = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, code]) => code);

/** Everything that feeds metrics in `dpf-controllers`, made once. */
function registryOfControllers(): PrometheusRegistry {
  const metrics = new PrometheusRegistry();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'none', server: 'https://127.0.0.1:1', skipTLSVerify: false },
    { name: 'none' },
  );
  registerManagementClusterMetrics(metrics, {
    connection: ManagementClusterConnection.create({
      name: 'none',
      kubeConfig,
      tenantAccess: { mode: 'direct' },
    }),
    roles: () => [],
    ownFindings: () => [],
  });
  const transport = RestTransport.fromKubeConfig(kubeConfig, { metrics });
  const controller = new Controller({
    name: 'none',
    metrics,
    reconcile: async () => {},
  });
  const elector = new LeaderElector({
    client: new KubeClient({ transport }),
    namespace: 'none',
    leases: [{ name: CONTROLLERS_LEASE }],
    identity: 'none',
    metrics,
  });
  expect([controller.queueLength, elector.isLeading()]).toEqual([0, false]);
  transport.close();
  return metrics;
}

function labelsOfFindings(): readonly string[] {
  const labels: string[] = [];
  registerFindingMetrics(
    { collected: described => labels.push(...(described.labels ?? [])) },
    async () => [],
  );
  return labels;
}

describe('what deploy/charts/dpf-portal/monitoring asks for', () => {
  const known = registryOfControllers().names();

  it.each(FILES)('is measured by the controllers: %s', file => {
    const named = [...new Set(exprsOf(file).join('\n').match(METRIC))].map(
      name => name.replace(/_(bucket|count|sum)$/, ''),
    );
    expect(named.length).toBeGreaterThan(3);
    // dpf_dpucluster_status_nodes_count ends like a histogram's series.
    const unknown = named.filter(
      name => !known.includes(name) && !known.includes(`${name}_count`),
    );
    expect(unknown).toEqual([]);
  });

  it('is recorded where no process measures it', () => {
    const recorded = rulesOf('alerts.yaml').flatMap(
      ({ record = [] }) => record,
    );
    const used = FILES.flatMap(
      file =>
        read('deploy/charts/dpf-portal/monitoring', file).match(RECORD) ?? [],
    );
    expect([...new Set(used)].sort()).toEqual(recorded.sort());
    // The dashboard needs no rule.
    expect(
      read('deploy/charts/dpf-portal/monitoring/dashboard.json'),
    ).not.toMatch(RECORD);
  });

  it('knows the Lease by its name', () => {
    const leases = [
      ...read(
        'deploy/charts/dpf-portal/monitoring/alerts-controllers.yaml',
      ).matchAll(/master_status\{name="([^"]+)"/g),
    ];
    expect(new Set(leases.map(([, name]) => name))).toEqual(
      new Set([CONTROLLERS_LEASE]),
    );
  });
});

describe('what the alert rules and the dashboard say of findings', () => {
  const exprs = FILES.flatMap(exprsOf);
  const labels = labelsOfFindings();
  const VALUES: Record<string, readonly string[]> = {
    severity: ['info', 'warning', 'error'],
    who: ['owner', 'platform', 'nobody'],
    blocking: ['true', 'false'],
    upgrade: ['true', 'false'],
    acknowledged: ['true', 'false'],
    code: codes,
  };
  /** Label, operator and value of each condition on findings. */
  const conditions = exprs
    .flatMap(expr => [
      ...expr.matchAll(
        /dpf(?:_finding\w*|:findings:\w+|:dpuclusters:findings)\{([^}]*)\}/g,
      ),
    ])
    .flatMap(([, selector]) => [
      ...selector.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g),
    ])
    .map(([, label, , value]) => ({ label, values: value.split('|') }));

  it('asks only for labels and values that they can have', () => {
    expect(labels).toEqual(expect.arrayContaining(Object.keys(VALUES)));
    expect(conditions.length).toBeGreaterThan(10);
    for (const { label, values } of conditions) {
      expect(labels).toContain(label);
      for (const value of label in VALUES ? values : []) {
        expect(VALUES[label]).toContain(value);
      }
    }
  });

  it('joins and groups only by labels that there are', () => {
    const ofSeries = [
      ...labels,
      ...['management_cluster', 'instance', 'namespace', 'name', 'uid'],
      ...['phase', 'type', 'status', 'state', 'controller', 'result'],
      ...['method', 'le'],
    ];
    const used = exprs.flatMap(expr =>
      [...expr.matchAll(/\b(?:by|on|ignoring) \(([^)]*)\)/g)].flatMap(
        ([, list]) => list.split(/,\s*/),
      ),
    );
    expect(used.length).toBeGreaterThan(10);
    expect(ofSeries).toEqual(expect.arrayContaining([...new Set(used)]));
  });

  it('alerts to every problem, whoever acts, after a time that fits', () => {
    const byWho = (who: string) =>
      rules
        .filter(({ alert, expr }) => alert && expr.includes(`who="${who}"`))
        .map(({ alert }) => alert);
    expect(byWho('platform')).toEqual([
      'DpfPlatformMustAct',
      'DpfPlatformShouldAct',
    ]);
    expect(byWho('owner')).toEqual(['DpfOwnerMustAct', 'DpfOwnerShouldAct']);
    expect(byWho('nobody')).toEqual(['DpfNothingHappens']);
  });

  it('waits for an upgrade as long as notifications do', () => {
    const offsets = exprs.flatMap(expr => expr.match(/offset \w+/g) ?? []);
    expect(new Set(offsets)).toEqual(
      new Set([`offset ${UPGRADE_PATIENCE_MS / 60_000}m`]),
    );
  });
});

describe('the runbook that alerts lead to', () => {
  it('has an anchor for every finding: its code in lower case', () => {
    expect(codes.length).toBeGreaterThan(60);
    expect(anchors).toEqual(
      expect.arrayContaining(codes.map(code => code.toLowerCase())),
    );
  });

  it('has the anchor of every alert, and every alert has one', () => {
    const alerts = rules.filter(({ alert }) => alert);
    expect(alerts.length).toBeGreaterThan(15);
    for (const { alert, annotations = {} } of alerts) {
      const [, anchor] = /#(.+)$/.exec(annotations.runbook_url) ?? [];
      const ends =
        anchor === '{{ $labels.code | toLower }}' || anchors.includes(anchor);
      expect([alert, anchor, ends]).toEqual([alert, anchor, true]);
    }
  });

  it('is named once, with the address of the portal', () => {
    const addresses = FILES.flatMap(
      file =>
        read('deploy/charts/dpf-portal/monitoring', file).match(
          /https?:\/\/\S+/g,
        ) ?? [],
    );
    // The list, the page of a cluster, and the runbook: one label of the first rule each.
    expect(addresses).toEqual([
      'https://portal.example.com/dpu-clusters',
      'https://portal.example.com/dpu-clusters',
      'https://portal.example.com/docs/default/system/dpf-portal/operate/',
    ]);
  });
});
