import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  ClusterHistory,
  DpuClusterAnswer,
  DpuClusterView,
  DpuManifestsAnswer,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { dpfApiRef } from '../../api/useDpfApi';
import { mountedPages } from '../../__testUtils__/mountedPages';
import { aCluster } from '../../__testUtils__/aCluster';
import { aNotFound, anAnswer } from '../../__testUtils__/anAnswer';
import { aSource } from '../../__testUtils__/aSource';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { formatTime } from '../Time/formatTime';
import { ClusterPage } from './ClusterPage';

const REF = { managementCluster: 'local', namespace: 'team-a', name: 'blue' };

function renderPage(
  cluster: Partial<DpuClusterView> = {},
  overrides: Parameters<typeof mockDpfApi>[0] = {},
  options: {
    mayDelete?: boolean;
    /** What the address ends in, such as `?tab=details`. */
    at?: string;
    answer?: Partial<DpuClusterAnswer>;
    titled?: boolean;
  } = {},
) {
  const { mayDelete = true, at = '', answer, titled = true } = options;
  const authorize = jest.fn(() =>
    mayDelete ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
  );
  const api = mockDpfApi({
    getDpuCluster: jest.fn().mockResolvedValue({
      item: aCluster(cluster),
      source: aSource(),
      ...answer,
    }),
    ...overrides,
  });
  renderInTestApp(<ClusterPage clusterRef={REF} titled={titled} />, {
    initialRouteEntries: [`/${at}`],
    apis: [[dpfApiRef, api], mockApis.permission({ authorize })],
    mountedRoutes: {
      ...mountedPages,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
  });
  return { api, authorize };
}

const NO_HISTORY: ClusterHistory = {
  from: '2026-01-01T09:59:59Z',
  until: '2026-01-01T11:00:00Z',
  items: [],
  phases: [],
  conditions: [],
  findings: [],
  upgrades: [],
  changes: [],
  truncated: false,
};

/** Chooses an action of the menu. */
async function chooseAction(name: string) {
  await userEvent.click(
    await screen.findByRole('button', { name: 'More actions' }),
  );
  await userEvent.click(await screen.findByRole('menuitem', { name }));
}

const BLOCKED: DpuClusterView['findings'][number] = {
  code: 'DeletionBlocked',
  severity: 'warning',
  blocking: true,
  sentence: '12 DPUs still use it.',
  remedy: 'remove or re-point the DPUSet',
  who: 'owner',
  evidence: {
    count: 12,
    dpus: ['worker1-dpu', 'worker2-dpu'],
    dpuSets: ['rack-1'],
  },
};

describe('ClusterPage', () => {
  it('says that the management cluster is starting, without an error', async () => {
    const getDpuCluster = jest.fn().mockRejectedValue(
      await anAnswer(503, {
        name: 'ServiceUnavailableError',
        message: 'The management cluster is starting.',
      }),
    );
    renderPage({}, { getDpuCluster });
    expect(await screen.findByRole('status')).toHaveTextContent(
      'The management cluster is starting. The page retries automatically.',
    );
    expect(screen.queryByText(/503/)).not.toBeInTheDocument();
  });

  const MANIFESTS: DpuManifestsAnswer = {
    label: { key: 'dpf-portal.io/cluster', value: 'team-a.blue', isSet: true },
    hostCommand:
      'kubectl -n dpf-operator-system label dpunode HOST dpf-portal.io/cluster=team-a.blue',
    manifests: [
      {
        kind: 'DPUSet',
        namespace: 'dpf-operator-system',
        name: 'team-a-blue',
        yaml: 'kind: DPUSet\n',
        toReplace: ['spec.dpuTemplate.spec.bfb.name'],
      },
      {
        kind: 'DPUDeployment',
        namespace: 'dpf-operator-system',
        name: 'team-a-blue',
        yaml: 'kind: DPUDeployment\n',
        toReplace: [],
      },
    ],
    notes: [],
    feeds: { byLabel: [], anyCluster: [], warnings: [] },
  };
  const manifestsOf = (change: Partial<DpuManifestsAnswer> = {}) =>
    jest.fn().mockResolvedValue({ ...MANIFESTS, ...change });

  it('shows a manifest that adds DPUs, and that a host may reboot, while there are none', async () => {
    const getDpuManifests = manifestsOf();
    renderPage({}, { getDpuManifests });
    const next = await screen.findByRole('region', { name: 'Add DPUs' });
    expect(next).toHaveTextContent('0 of 10 DPUs assigned');
    expect(await within(next).findByText('kind: DPUSet')).toBeVisible();
    expect(next).toHaveTextContent(/label dpunode HOST/);
    expect(next).toHaveTextContent(/reboot its host/);
    expect(next).toHaveTextContent(
      'Replace before you apply it: spec.dpuTemplate.spec.bfb.name.',
    );
    expect(
      within(next).getByRole('button', { name: 'Copy manifest' }),
    ).toBeVisible();
    expect(
      within(next).queryByRole('button', { name: /Set the label/ }),
    ).not.toBeInTheDocument();
    expect(getDpuManifests).toHaveBeenCalledWith(REF);
  });

  it('warns of DPUSets that feed the cluster too', async () => {
    const warning =
      'DPUSet dpf-operator-system/rack-1 has no cluster selector.';
    renderPage(
      {},
      {
        getDpuManifests: manifestsOf({
          feeds: { byLabel: [], anyCluster: [], warnings: [warning] },
        }),
      },
    );
    expect(await screen.findByText(warning)).toBeVisible();
  });

  it('sets the label of an existing cluster after it has shown what follows', async () => {
    const getDpuManifests = manifestsOf({
      label: { ...MANIFESTS.label, isSet: false },
    });
    const updateDpuCluster = jest.fn().mockResolvedValue({
      item: aCluster(),
      source: aSource(),
      labelChange: {
        deletes: 0,
        selectedBy: [],
        losses: [],
        gains: [],
        sentence: 'This change of labels deletes no DPU.',
      },
    });
    renderPage({}, { getDpuManifests, updateDpuCluster });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Set the label dpf-portal.io/cluster…',
      }),
    );
    expect(
      await screen.findByText('This change of labels deletes no DPU.'),
    ).toBeVisible();
    const change = { labels: { 'dpf-portal.io/cluster': 'team-a.blue' } };
    expect(updateDpuCluster.mock.calls).toEqual([
      [REF, change, { dryRun: true }],
    ]);
    await userEvent.click(screen.getByRole('button', { name: 'Set label' }));
    expect(updateDpuCluster).toHaveBeenLastCalledWith(REF, change, {
      confirmDpus: 0,
    });
    await waitFor(() => expect(getDpuManifests).toHaveBeenCalledTimes(2));
  });

  it('does not call a cluster empty that has Nodes for which DPF has no DPU', async () => {
    renderPage({
      type: 'static',
      observation: {
        health: 'healthy',
        nodesWithoutDpu: { count: 2, names: ['dpu-1', 'dpu-2'] },
      },
    });
    const sentence =
      '2 Nodes are in the DPU cluster, for which DPF has no DPU.';
    const next = await screen.findByRole('region', { name: 'Add DPUs' });
    expect(next).toHaveTextContent(sentence);
    expect(next).not.toHaveTextContent(/once DPUs have joined/);
    expect(screen.getByTestId('dpf-sentence')).toHaveTextContent(sentence);
    expect(screen.queryByText(/empty/)).not.toBeInTheDocument();
  });

  it('shows the progress of five DPUs in five phases and which one failed, without advice to create a DPUSet', async () => {
    renderPage({
      dpus: {
        assigned: 5,
        joined: 0,
        operational: 1,
        phases: {
          Ready: 1,
          'OS Installing': 1,
          Error: 1,
          Pending: 1,
          'DPU Cluster Config': 1,
        },
        failed: ['dpu-3'],
      },
      findings: [
        {
          code: 'DpusFailed',
          severity: 'warning',
          blocking: false,
          sentence: '1 DPU of this cluster is in phase Error: dpu-3.',
          remedy: 'Run: `kubectl describe dpu -n dpf-operator-system dpu-3`.',
          who: 'platform',
        },
      ],
    });
    const dpus = await screen.findByRole('region', { name: 'DPUs' });
    expect(dpus).toHaveTextContent(
      '1 of 5 DPUs operational, 0 joined; 3 being provisioned, 1 in Error (dpu-3)',
    );
    expect(within(dpus).getByText('DPU Cluster Config')).toBeVisible();
    const findings = screen.getByRole('region', {
      name: 'Problems',
    });
    expect(findings).toHaveTextContent('in phase Error: dpu-3');
    expect(findings).toHaveTextContent('The platform team must act.');
    expect(screen.queryByText(/Create a DPUSet/)).not.toBeInTheDocument();
    expect(screen.queryByText(/Next: add DPUs/)).not.toBeInTheDocument();
    expect(
      screen.queryByText('No problems are known.'),
    ).not.toBeInTheDocument();
  });

  it('shows a dash for unknown numbers, without advice to assign DPUs', async () => {
    renderPage({ dpus: {} });
    expect(await screen.findByText('— of 10 DPUs assigned')).toBeVisible();
    expect(screen.queryByText(/Next: add DPUs/)).not.toBeInTheDocument();
    expect(screen.queryByText(/Create a DPUSet/)).not.toBeInTheDocument();
  });

  it('shows the steps while it is being created', async () => {
    renderPage({ phase: 'Creating', kubeconfigSecret: undefined });
    const steps = await screen.findByRole('region', { name: 'Creation' });
    expect(within(steps).getByText('keepalived')).toBeVisible();
    // They take the place of the tab Overview.
    expect(
      screen.queryByRole('region', { name: 'Control plane' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('region', { name: 'Add DPUs' }),
    ).not.toBeInTheDocument();
  });

  it('shows the newest phase first, and phases of the same second in order', async () => {
    const at = '2026-01-01T10:00:00Z';
    renderPage(
      { createdAt: '2026-01-01T09:59:59Z' },
      {
        getHistory: jest.fn().mockResolvedValue({
          ...NO_HISTORY,
          phases: [
            { phase: 'Pending', from: '2026-01-01T09:59:59Z', until: at },
            { phase: 'Creating', from: at, until: at },
            { phase: 'Ready', from: at },
          ],
        }),
      },
    );
    const timeline = await screen.findByRole('list', { name: 'Last changes' });
    const phases = within(timeline)
      .getAllByRole('listitem')
      .map(item => /Ready|Creating|Pending/.exec(item.textContent ?? '')?.[0]);
    expect(phases).toEqual(['Ready', 'Creating', 'Pending']);
  });

  it('shows who must act on a problem', async () => {
    renderPage({ findings: [BLOCKED] });
    const findings = await screen.findByRole('region', {
      name: 'Problems',
    });
    expect(findings).toHaveTextContent('2 DPUs still use it.');
    expect(findings).toHaveTextContent(
      'To do: remove or re-point the DPUSet. team-a must act.',
    );
  });

  it('shows why a part of the page, or the next read, failed', async () => {
    const away = await anAnswer(503, {
      name: 'ServiceUnavailableError',
      message: 'local cannot be reached. Try again once it is back.',
    });
    const { api } = renderPage(
      {},
      { getHistory: jest.fn().mockRejectedValue(away) },
    );
    const part = await screen.findByRole('region', { name: 'Last changes' });
    expect(
      await within(part).findByText(
        'Could not be read: local cannot be reached. Try again once it is back.',
      ),
    ).toBeVisible();
    api.getDpuCluster.mockRejectedValue(away);
    fireEvent.focus(window);
    expect(
      await screen.findByText(
        /The last refresh failed \(local cannot be reached. Try again once it is back\)\. Older data/,
      ),
    ).toBeVisible();
  });

  it.each([
    ['replace the kubeconfig', 'replace the kubeconfig. team-a'],
    ['Replace the kubeconfig.', 'Replace the kubeconfig. team-a'],
  ])('ends the remedy %p with one full stop', async (remedy, shown) => {
    renderPage({ findings: [{ ...BLOCKED, remedy }] });
    const findings = await screen.findByRole('region', {
      name: 'Problems',
    });
    expect(findings).toHaveTextContent(shown);
  });

  it('shows the times of the server’s sentences in the reader’s zone', async () => {
    const sentence =
      'Checks of the API server fail since 2024-01-05 14:02 UTC: it does not answer in time.';
    renderPage({ findings: [{ ...BLOCKED, sentence }] });
    const findings = await screen.findByRole('region', {
      name: 'Problems',
    });
    expect(findings).toHaveTextContent(
      `since ${formatTime('2024-01-05T14:02:00Z')}: it does`,
    );
  });

  it('says that the cluster was retired here, not that it does not exist', async () => {
    const getDpuCluster = jest
      .fn()
      .mockResolvedValue({ item: aCluster(), source: aSource() });
    const notFound = await aNotFound();
    const deleteDpuCluster = jest.fn(async (_ref, { dryRun }) => {
      if (!dryRun) {
        getDpuCluster.mockRejectedValue(notFound);
      }
    });
    renderPage({}, { getDpuCluster, deleteDpuCluster });
    await chooseAction('Retire…');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/Type blue to confirm/), 'blue');
    await userEvent.click(dialog.getByRole('button', { name: 'Retire' }));
    expect(
      await screen.findByText('The DPU cluster team-a/blue was retired'),
    ).toBeVisible();
    expect(screen.getByText(/You did this on this page/)).toBeVisible();
    // Something may still hold it.
    expect(
      screen.getByText(/Kubernetes deletes its control plane/),
    ).toBeVisible();
    expect(screen.queryByText(/was removed/)).not.toBeInTheDocument();
    expect(screen.queryByText(/does not exist/)).not.toBeInTheDocument();
  });

  it('asks for the name before it unregisters', async () => {
    const { api } = renderPage({ type: 'static' });
    await chooseAction('Unregister…');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/The cluster keeps running/)).toBeVisible();
    const confirm = dialog.getByRole('button', { name: 'Unregister' });
    expect(confirm).toBeDisabled();
    await userEvent.type(dialog.getByLabelText(/Type blue to confirm/), 'blu');
    expect(confirm).toBeDisabled();
    await userEvent.type(dialog.getByLabelText(/Type blue to confirm/), 'e');
    await userEvent.click(confirm);
    expect(api.deleteDpuCluster).toHaveBeenLastCalledWith(REF, {
      uid: 'uid-blue',
    });
  });

  it('lists what blocks the deletion, and does not delete', async () => {
    const deleteDpuCluster = jest.fn().mockRejectedValue(
      await anAnswer(409, {
        name: 'ConflictError',
        message: '12 DPUs still use it: they belong to rack-1.',
      }),
    );
    renderPage({ findings: [BLOCKED] }, { deleteDpuCluster });
    await chooseAction('Retire…');
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('worker1-dpu')).toBeVisible();
    expect(dialog.getByText('and 10 more DPUs')).toBeVisible();
    expect(
      dialog.getByText('12 DPUs still use it: they belong to rack-1.'),
    ).toBeVisible();
    expect(dialog.getByText('worker2-dpu')).toBeVisible();
    // DPUSets are no DPUs.
    expect(dialog.queryByText('rack-1')).not.toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Type blue to confirm/), 'blue');
    expect(dialog.getByRole('button', { name: 'Retire' })).toBeDisabled();
    expect(deleteDpuCluster).toHaveBeenCalledTimes(1);
    expect(deleteDpuCluster).toHaveBeenCalledWith(
      REF,
      expect.objectContaining({ dryRun: true }),
    );
  });

  it('shows why the server does not delete it after all', async () => {
    const refused = await anAnswer(409, {
      name: 'ConflictError',
      message: '2 DPUs still use it: worker1-dpu, worker2-dpu.',
    });
    const deleteDpuCluster = jest.fn(async (_ref, { dryRun }) => {
      if (!dryRun) {
        throw refused;
      }
    });
    renderPage({}, { deleteDpuCluster });
    await chooseAction('Retire…');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/Type blue to confirm/), 'blue');
    await userEvent.click(dialog.getByRole('button', { name: 'Retire' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      '2 DPUs still use it: worker1-dpu, worker2-dpu.',
    );
    expect(screen.queryByText(/Request failed/)).not.toBeInTheDocument();
  });

  it.each([
    [{ namespace: 'team-a' }, 'team-a/blue'],
    [{ namespace: 'team-b' }, 'team-b/blue'],
    [
      { groupQualifier: 'provisioning.dpf.nvidia.com' },
      'team-a/blue (provisioning.dpf.nvidia.com)',
    ],
  ])('asks for the confirmation of %j as that of %s', async (own, title) => {
    renderPage(own);
    await chooseAction('Retire…');
    const dialog = await screen.findByRole('dialog', {
      name: `Retire ${title}`,
    });
    expect(
      within(dialog).getByRole('textbox', {
        name: `Type blue to confirm for ${title}`,
      }),
    ).toBeVisible();
  });

  it('offers no retirement to users without the permission', async () => {
    // A name of its own, because the permission hook caches answers.
    const name = 'not-mine';
    const { authorize } = renderPage({ name }, {}, { mayDelete: false });
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    const menu = await screen.findByRole('menu');
    expect(within(menu).getByText('Copy diagnosis')).toBeVisible();
    expect(within(menu).queryByText('Retire…')).not.toBeInTheDocument();
    expect(authorize).toHaveBeenCalledWith(
      expect.objectContaining({ resourceRef: 'local/team-a/not-mine' }),
    );
  });

  it('reads events only while the tab with them is open', async () => {
    const getEvents = jest.fn().mockResolvedValue({
      items: [
        {
          type: 'Warning',
          reason: 'FailedCreate',
          message: 'quota exceeded',
          object: 'DaemonSet/blue',
        },
      ],
    });
    renderPage({}, { getEvents });
    const details = await screen.findByRole('tab', { name: 'Details' });
    expect(getEvents).not.toHaveBeenCalled();
    await userEvent.click(details);
    expect(await screen.findByText('quota exceeded')).toBeInTheDocument();
  });

  it('does not call it “no events” when they may not be listed', async () => {
    const getEvents = jest
      .fn()
      .mockResolvedValue({ items: [], unreadable: true });
    renderPage({}, { getEvents }, { at: '?tab=details' });
    expect(
      await screen.findByText(/may not list events here/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/no recent events/)).not.toBeInTheDocument();
  });

  it('shows an object as YAML', async () => {
    const getResource = jest.fn().mockResolvedValue({
      kind: 'DaemonSet',
      name: 'blue-keepalived',
      yaml: 'kind: DaemonSet\n',
    });
    const getResources = jest.fn().mockResolvedValue({
      items: [{ kind: 'DaemonSet', name: 'blue-keepalived', uid: 'uid-1' }],
    });
    renderPage({}, { getResource, getResources }, { at: '?tab=details' });
    expect(getResource).not.toHaveBeenCalled();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'YAML of DaemonSet blue-keepalived',
      }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('kind: DaemonSet')).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Copy YAML' })).toBeVisible();
    expect(getResource).toHaveBeenCalledWith(REF, 'uid-1');
  });

  it.each([
    ['', 'Overview'],
    ['?tab=history', 'History'],
    ['?tab=access', 'Access'],
    ['?tab=dpus', 'DPUs'],
    ['?tab=nonsense', 'Overview'],
    ['#findings', 'Overview'],
    ['#next', 'Overview'],
    ['#access', 'Access'],
    ['#timeline', 'History'],
    ['#events', 'Details'],
    ['#conditions', 'Details'],
    ['?tab=details#access', 'Access'],
  ])('opens for the address %p the tab %s', async (at, name) => {
    renderPage({}, {}, { at });
    const tab = await screen.findByRole('tab', { name });
    expect(tab).toHaveAttribute('aria-selected', 'true');
    expect(screen.getByRole('tabpanel', { name })).toBeVisible();
  });

  it('leaves the section of the address when another tab is opened', async () => {
    renderPage({}, {}, { at: '#access' });
    await userEvent.click(await screen.findByRole('tab', { name: 'Details' }));
    expect(
      await screen.findByRole('region', { name: 'Settings' }),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('tab', { name: 'Overview' }));
    expect(
      await screen.findByRole('region', { name: 'Control plane' }),
    ).toBeVisible();
  });

  it.each(['', '?tab=access', '?tab=details'])(
    'shows the problems on every tab: %p',
    async at => {
      renderPage({ findings: [BLOCKED] }, {}, { at });
      expect(
        await screen.findByRole('region', { name: 'Problems' }),
      ).toBeVisible();
    },
  );

  it('shows nothing where there is no problem, and what only informs on the tab Overview', async () => {
    renderPage({
      findings: [{ ...BLOCKED, code: 'DpusOutdated', severity: 'info' }],
    });
    expect(
      await screen.findByRole('region', { name: 'Good to know' }),
    ).toHaveTextContent('12 DPUs still use it.');
    expect(
      screen.queryByRole('region', { name: 'Problems' }),
    ).not.toBeInTheDocument();
  });

  it('says of a broken cluster how far it reaches, the cause with its effects, the command, who acts by name, and what changed', async () => {
    const hoursAgo = (hours: number) =>
      new Date(Date.now() - hours * 3_600_000).toISOString();
    const getHistory = jest.fn().mockResolvedValue({
      ...NO_HISTORY,
      phases: [
        { phase: 'Ready', from: hoursAgo(50), until: hoursAgo(2) },
        {
          phase: 'NotReady',
          from: hoursAgo(2),
          sentence: 'No node has the VIP.',
        },
      ],
    });
    renderPage(
      {
        phase: 'NotReady',
        platformOwner: 'group:default/platform',
        findings: [
          {
            code: 'AddressNotAnswering',
            severity: 'error',
            blocking: false,
            sentence: 'No node has VIP 10.66.66.71.',
            remedy: 'Run: `kubectl -n team-a get pods`. Then look.',
            who: 'platform',
            since: hoursAgo(2),
            effects: [
              { ...BLOCKED, code: 'DpusNotOperational', sentence: 'Effect' },
            ],
          },
        ],
      },
      { getHistory },
      {
        answer: {
          reach: {
            scope: 'network',
            sentence: 'All 3 clusters on br-dpu are affected.',
            affected: 3,
            of: 3,
          },
        },
      },
    );
    const problems = await screen.findByRole('region', { name: 'Problems' });
    expect(problems).toHaveTextContent(
      'All 3 clusters on br-dpu are affected.',
    );
    expect(within(problems).getAllByRole('listitem')[0]).toHaveTextContent(
      /No node has VIP.*To do: Run: kubectl -n team-a get pods.*Then look\. platform must act\. Since/,
    );
    expect(
      within(problems).getByRole('button', { name: 'Copy command' }),
    ).toBeVisible();
    expect(
      within(problems).getByText('1 problem follows from it'),
    ).toBeVisible();
    const changes = within(problems).getByRole('region', {
      name: 'Changed in the last 24 h',
    });
    await waitFor(() =>
      expect(changes).toHaveTextContent('Not ready (No node has the VIP.)'),
    );
    expect(within(changes).getAllByRole('listitem')).toHaveLength(1);
  });

  it('shows the last known state with its time while the management cluster is unreachable', async () => {
    const observedAt = '2026-11-24T02:51:00Z';
    renderPage(
      {},
      {},
      { answer: { source: aSource({ reachable: false, observedAt }) } },
    );
    const header = await screen.findByRole('region', { name: 'team-a/blue' });
    expect(header).toHaveTextContent(
      `last known:Ready${formatTime(observedAt)}`,
    );
    expect(header).not.toHaveTextContent('since');
  });

  it('shows in the header where the cluster is and whose, and on an entity’s page only its state', async () => {
    renderPage();
    const header = await screen.findByRole('region', { name: 'team-a/blue' });
    expect(header).toHaveTextContent('team-a · local');
    expect(header).toHaveTextContent('Owner team-a');
    expect(within(header).getByRole('heading', { name: 'blue' })).toBeVisible();
  });

  it('has no title on an entity’s page', async () => {
    renderPage({}, {}, { titled: false });
    expect(await screen.findByTestId('dpf-state')).toHaveTextContent('Ready');
    expect(
      screen.queryByRole('heading', { name: 'blue' }),
    ).not.toBeInTheDocument();
    expect(screen.queryByText(/^Owner/)).not.toBeInTheDocument();
  });

  describe('Copy diagnosis', () => {
    const clipboard = (writeText: () => Promise<void>) =>
      Object.defineProperty(window.navigator, 'clipboard', {
        value: { writeText },
        configurable: true,
      });

    it('copies what the server made', async () => {
      const { api } = renderPage();
      const user = screen.findByRole('button', { name: 'More actions' });
      await user;
      const writeText = jest.fn().mockResolvedValue(undefined);
      clipboard(writeText);
      fireEvent.click(await user);
      fireEvent.click(
        await screen.findByRole('menuitem', { name: 'Copy diagnosis' }),
      );
      expect(await screen.findByText(/Diagnosis copied/)).toBeVisible();
      expect(writeText).toHaveBeenCalledWith('# Diagnosis');
      expect(api.getDiagnosis).toHaveBeenCalledWith(REF);
    });

    it('shows it where the browser does not let the page copy', async () => {
      renderPage();
      const more = await screen.findByRole('button', { name: 'More actions' });
      clipboard(jest.fn().mockRejectedValue(new Error('no')));
      fireEvent.click(more);
      fireEvent.click(
        await screen.findByRole('menuitem', { name: 'Copy diagnosis' }),
      );
      const dialog = await screen.findByRole('dialog', { name: 'Diagnosis' });
      expect(within(dialog).getByText('# Diagnosis')).toBeVisible();
    });

    it('says why it could not be made', async () => {
      const away = await anAnswer(503, {
        name: 'ServiceUnavailableError',
        message: 'local cannot be reached.',
      });
      renderPage({}, { getDiagnosis: jest.fn().mockRejectedValue(away) });
      await chooseAction('Copy diagnosis');
      expect(
        await screen.findByText(
          'The diagnosis could not be made. local cannot be reached.',
        ),
      ).toBeVisible();
    });
  });

  it('says what feeds a cluster that has DPUs', async () => {
    renderPage(
      { dpus: { assigned: 2, joined: 2, operational: 1 } },
      {
        getDpuManifests: manifestsOf({
          feeds: {
            byLabel: ['DPUSet dpf-operator-system/rack-1'],
            anyCluster: [],
            warnings: [],
          },
        }),
      },
    );
    const dpus = await screen.findByRole('region', { name: 'DPUs' });
    expect(
      await within(dpus).findByText(
        'Fed by DPUSet dpf-operator-system/rack-1.',
      ),
    ).toBeVisible();
    expect(
      within(dpus).getByRole('img', {
        name: '1 of 2 DPUs operational, 2 joined',
      }),
    ).toBeVisible();
    expect(
      screen.queryByRole('region', { name: 'Add DPUs' }),
    ).not.toBeInTheDocument();
  });

  it('shows who holds access', async () => {
    const listCredentials = jest.fn().mockResolvedValue({
      items: [
        {
          id: 'c1',
          user: 'user:default/jane',
          role: 'view',
          until: '2099-01-01T00:00:00Z',
          state: 'valid',
        },
      ],
      onlyOwn: false,
      mayRevoke: true,
      offer: { roles: [] },
    });
    renderPage(
      { accessRoles: ['view'] },
      { listCredentials },
      { at: '?tab=access' },
    );
    const access = await screen.findByRole('region', { name: 'Access' });
    expect(
      await within(access).findByRole('table', { name: 'Who has access' }),
    ).toHaveTextContent('jane');
    expect(access).toHaveTextContent('https://10.66.66.71:31443');
    expect(
      within(access).getByRole('button', { name: 'Get access' }),
    ).toBeVisible();
  });

  it('says that a cluster is not there instead of failing', async () => {
    renderPage(
      {},
      {
        getDpuCluster: jest.fn().mockRejectedValue(await aNotFound()),
      },
    );
    expect(
      await screen.findByText(/This DPU cluster does not exist/),
    ).toBeVisible();
  });
});
