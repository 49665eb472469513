import { Finding, PlacedFinding } from '@dpf-portal/dpf-model';
import { CollectedSeries } from './__testUtils__/CollectedSeries';
import { registerFindingMetrics } from './registerFindingMetrics';

const SINCE = '2026-11-24T14:00:00Z';
const cluster = {
  managementCluster: 'site-a',
  namespace: 'team-a',
  name: 'blue',
};

function placed(
  finding: Partial<Finding> = {},
  where: Partial<PlacedFinding> = {},
): PlacedFinding {
  return {
    managementCluster: 'site-a',
    cluster,
    owner: 'group:default/team-a',
    finding: {
      code: 'AddressInUse',
      severity: 'error',
      blocking: true,
      sentence: 'VIP 10.66.66.66 is used by team-a/red.',
      remedy: 'Set the VIP to a free address.',
      who: 'owner',
      since: SINCE,
      ...finding,
    },
    ...where,
  };
}

const LABELS = {
  code: 'AddressInUse',
  severity: 'error',
  who: 'owner',
  blocking: 'true',
  upgrade: 'false',
  acknowledged: 'false',
  owner: 'group:default/team-a',
  cluster: 'team-a/blue',
};

function scrapeOf(findings: PlacedFinding[]) {
  const registry = new CollectedSeries();
  registerFindingMetrics(registry, async () => findings);
  return registry.scrape();
}

describe('the metrics of findings', () => {
  it('have one series for each code, place and who must act, and nothing that a person wrote', async () => {
    expect(await scrapeOf([placed()])).toEqual({
      dpf_finding: [[1, LABELS]],
      dpf_finding_since_seconds: [[Date.parse(SINCE) / 1000, LABELS]],
    });
  });

  it.each<[string, PlacedFinding, object]>([
    [
      'the management cluster itself',
      placed({}, { cluster: undefined, owner: undefined }),
      { cluster: '', owner: '' },
    ],
    [
      'the guide’s group beside the released one',
      placed(
        {},
        { cluster: { ...cluster, group: 'provisioning.dpf.nvidia.com' } },
      ),
      { cluster: 'team-a/blue.dpf' },
    ],
    [
      'what an upgrade explains',
      placed({}, { explainedByUpgrade: true }),
      { upgrade: 'true' },
    ],
    [
      'what somebody acknowledged',
      placed({
        acknowledgement: {
          by: 'user:default/ann',
          at: SINCE,
          until: SINCE,
          note: 'Ordered.',
        },
      }),
      { acknowledged: 'true' },
    ],
  ])('tell %s apart', async (_, finding, labels) => {
    expect((await scrapeOf([finding])).dpf_finding).toEqual([
      [1, { ...LABELS, ...labels }],
    ]);
  });

  it('make one series of findings with the same labels, which is as old as the oldest', async () => {
    const findings = [
      placed({ since: '2026-11-24T15:00:00Z' }),
      placed({ since: undefined }),
      placed(),
    ];
    expect(await scrapeOf(findings)).toEqual({
      dpf_finding: [[1, LABELS]],
      dpf_finding_since_seconds: [[Date.parse(SINCE) / 1000, LABELS]],
    });
  });

  it.each([undefined, 'yesterday'])(
    'have no time where it is %s',
    async since => {
      expect(await scrapeOf([placed({ since })])).toEqual({
        dpf_finding: [[1, LABELS]],
        dpf_finding_since_seconds: [],
      });
    },
  );

  it('end with the finding, and are computed once a scrape', async () => {
    const registry = new CollectedSeries();
    const findings = [placed()];
    const compute = jest.fn(async () => findings);
    registerFindingMetrics(registry, compute);
    expect((await registry.scrape()).dpf_finding).toHaveLength(1);
    expect(compute).toHaveBeenCalledTimes(1);
    findings.pop();
    expect(await registry.scrape()).toEqual({
      dpf_finding: [],
      dpf_finding_since_seconds: [],
    });
    expect(compute).toHaveBeenCalledTimes(2);
  });
});
