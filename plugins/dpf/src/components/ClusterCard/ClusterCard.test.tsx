import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DPU_CLUSTERS_SIGNAL_CHANNEL,
  DpuClusterView,
  SourceState,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Finding } from '@dpf-portal/dpf-model';
import { act, screen, waitFor } from '@testing-library/react';
import { dpfApiRef } from '../../api/useDpfApi';
import { mountedPages } from '../../__testUtils__/mountedPages';
import { FakeSignals } from '../../__testUtils__/FakeSignals';
import { aCluster } from '../../__testUtils__/aCluster';
import { aNotFound, anAnswer } from '../../__testUtils__/anAnswer';
import { aSource } from '../../__testUtils__/aSource';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { ClusterCard } from './ClusterCard';

const REF = { managementCluster: 'local', namespace: 'team-a', name: 'blue' };

async function renderCard(
  cluster: Partial<DpuClusterView> = {},
  source: Partial<SourceState> = {},
) {
  const signals = new FakeSignals();
  const getDpuCluster = jest.fn().mockResolvedValue({
    item: aCluster(cluster),
    source: aSource(source),
  });
  const { unmount } = renderInTestApp(<ClusterCard clusterRef={REF} />, {
    apis: [
      [dpfApiRef, mockDpfApi({ getDpuCluster })],
      [signalApiRef, signals],
    ],
    mountedRoutes: {
      ...mountedPages,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
  });
  await screen.findByTestId('dpf-summary');
  return { signals, getDpuCluster, unmount };
}

describe('ClusterCard', () => {
  it('says what a Ready cluster is and where the next step is', async () => {
    const { signals } = await renderCard({
      version: 'v1.30.3',
      observation: { health: 'healthy', latencyMs: 12 },
      expires: '2027-03-01T00:00:00Z',
    });
    expect(screen.getByTestId('dpf-state')).toHaveTextContent('Ready');
    expect(screen.getByTestId('dpf-sentence')).toHaveTextContent(
      'The control plane is ready. Next: add DPUs, with a DPUSet that selects this cluster.',
    );
    expect(screen.getByRole('button', { name: 'Add DPUs' })).toHaveAttribute(
      'href',
      '/one-of/local/team-a/blue#next',
    );
    expect(screen.getByText('0 of 10 DPUs assigned')).toBeVisible();
    expect(screen.getByText('https://10.66.66.71:31443')).toBeVisible();
    expect(screen.getByText('answers in 12 ms')).toBeVisible();
    expect(screen.getByText('Kubernetes v1.30.3')).toBeVisible();
    expect(screen.getByText(/managed by this portal/)).toBeVisible();
    act(() => signals.beat());
    expect(screen.getByText('live')).toBeVisible();
    expect(screen.queryByTestId('dpf-trouble')).not.toBeInTheDocument();
  });

  it('draws the DPUs, and leads to the page', async () => {
    await renderCard({ dpus: { assigned: 4, joined: 3, operational: 2 } });
    expect(
      screen.getByRole('img', { name: '2 of 4 DPUs operational, 3 joined' }),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Open' })).toHaveAttribute(
      'href',
      '/one-of/local/team-a/blue',
    );
  });

  it('names the problem and the team that must act', async () => {
    await renderCard({
      platformOwner: 'group:default/platform',
      findings: [
        { ...aFinding('DpusFailed', 'dpu-3 failed.'), who: 'platform' },
      ],
    });
    expect(screen.getByTestId('dpf-sentence')).toHaveTextContent(
      'dpu-3 failed. platform must act.',
    );
    expect(screen.getByRole('button', { name: 'What to do' })).toHaveAttribute(
      'href',
      '/one-of/local/team-a/blue#findings',
    );
  });

  it('offers to follow assigned DPUs until one has joined', async () => {
    await renderCard({
      dpus: { assigned: 2, joined: 0, phases: { Pending: 2 } },
    });
    expect(screen.getByTestId('dpf-sentence')).toHaveTextContent(
      'No DPU has joined yet.',
    );
    expect(
      screen.getByRole('button', { name: 'Follow the DPUs' }),
    ).toHaveAttribute('href', '/one-of/local/team-a/blue#next');
  });

  it('leads to the access to a cluster whose numbers of DPUs are unknown', async () => {
    await renderCard({ dpus: {} });
    expect(
      screen.getByRole('button', { name: 'Use this cluster' }),
    ).toHaveAttribute('href', '/one-of/local/team-a/blue#access');
  });

  it('tells the installed version from the one that is requested', async () => {
    await renderCard({ version: 'v1.33.4', requestedVersion: 'v1.34.0' });
    expect(
      screen.getByText('Kubernetes v1.33.4, v1.34.0 is requested'),
    ).toBeVisible();
  });

  it('changes on a signal without a reload', async () => {
    const { signals, getDpuCluster } = await renderCard({ phase: 'Creating' });
    expect(screen.getByTestId('dpf-state')).toHaveTextContent('Creating');

    getDpuCluster.mockResolvedValue({
      item: aCluster({ dpus: { assigned: 4, joined: 3 } }),
      source: aSource(),
    });
    act(() =>
      signals.publish(DPU_CLUSTERS_SIGNAL_CHANNEL, { keys: ['epoch.blue'] }),
    );
    await waitFor(() =>
      expect(screen.getByTestId('dpf-state')).toHaveTextContent('Ready'),
    );
    expect(screen.getByText('3 of 4 DPUs joined')).toBeVisible();
  });

  it('shows the time of the last known state, not NotReady, when the management cluster is away', async () => {
    await renderCard({}, { reachable: false, observedAt: isoToday('14:02') });
    expect(screen.getByTestId('dpf-freshness')).toHaveTextContent(
      'as of 14:02',
    );
    expect(screen.getByTestId('dpf-state')).toHaveTextContent('Ready');
  });

  it('says how often it reads, not live, while no signal arrives', async () => {
    const { signals } = await renderCard();
    const freshness = screen.getByTestId('dpf-freshness');
    expect(freshness).toHaveTextContent(/^as of .*, polled every 30 s$/);
    act(() => signals.beat());
    expect(freshness).toHaveTextContent(/^live$/);
  });

  it('shows the server’s reason and fields when the cluster cannot be read', async () => {
    const error = await anAnswer(400, {
      name: 'InputError',
      message: 'The request is wrong.',
      details: [{ field: 'group', reason: 'There is no such group.' }],
    });
    renderInTestApp(<ClusterCard clusterRef={REF} />, {
      apis: [
        [
          dpfApiRef,
          mockDpfApi({ getDpuCluster: jest.fn().mockRejectedValue(error) }),
        ],
      ],
      mountedRoutes: mountedPages,
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The cluster could not be read: The request is wrong. group: There is no such group.',
    );
  });

  it('says that a cluster it has shown is gone', async () => {
    const { signals, getDpuCluster } = await renderCard();
    getDpuCluster.mockRejectedValue(await aNotFound());
    act(() => signals.publish(DPU_CLUSTERS_SIGNAL_CHANNEL, { all: true }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The DPU cluster team-a/blue is gone. Somebody else deleted it while this page was open',
    );
  });

  it.each(['2999-12-31T23:59:59Z', '2099-12-31', 'for ever'])(
    'does not tell of a pause until %s, which the controllers ignore',
    async pausedUntil => {
      await renderCard({ pausedUntil });
      await screen.findByTestId('dpf-state');
      expect(screen.queryByText(/Paused until/)).toBeNull();
    },
  );

  it('tells of a certificate that ends soon and of a pause', async () => {
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString();
    await renderCard({
      observation: { health: 'healthy', certificateExpires: soon },
      pausedUntil: soon,
      findings: [
        aFinding('ApiNotAnswering', 'Two checks failed.'),
        aFinding('CertificateExpiring', 'It expires in 5 days.'),
      ],
    });
    expect(screen.getByTestId('dpf-trouble')).toHaveTextContent(
      /It expires in 5 days\. Paused until/,
    );
  });

  it('says once that a certificate ends soon, and nothing of one that Kamaji will renew', async () => {
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString();
    const { unmount } = await renderCard({
      findings: [aFinding('CertificateExpiring', 'It expires in 5 days.')],
    });
    expect(screen.getByTestId('dpf-sentence')).toHaveTextContent(
      'It expires in 5 days.',
    );
    expect(screen.queryByTestId('dpf-trouble')).not.toBeInTheDocument();
    unmount();
    await renderCard({
      observation: { health: 'healthy', certificateExpires: soon },
    });
    expect(screen.queryByTestId('dpf-trouble')).not.toBeInTheDocument();
  });
});

function aFinding(
  code: Finding['code'],
  text: string,
): DpuClusterView['findings'][number] {
  return {
    code,
    severity: 'warning',
    blocking: false,
    sentence: text,
    remedy: 'Act.',
    who: 'owner',
  };
}

function isoToday(time: string): string {
  const [hours, minutes] = time.split(':').map(Number);
  const date = new Date();
  date.setHours(hours, minutes, 0, 0);
  return date.toISOString();
}
