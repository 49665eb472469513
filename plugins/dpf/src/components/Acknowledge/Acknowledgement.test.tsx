import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Finding } from '@dpf-portal/dpf-model';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DateTime } from 'luxon';
import { aCluster } from '../../__testUtils__/aCluster';
import { anAnswer } from '../../__testUtils__/anAnswer';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { dpfApiRef } from '../../api/useDpfApi';
import { Acknowledgement } from './Acknowledgement';

const SENTENCE = 'No VIP was given.';
const ACKNOWLEDGE = `Acknowledge: ${SENTENCE}`;
const END = `End the acknowledgement: ${SENTENCE}`;

function aFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    code: 'EndpointMissing',
    severity: 'error',
    blocking: true,
    sentence: SENTENCE,
    remedy: 'Set a VIP.',
    who: 'owner',
    ...overrides,
  };
}

const KNOWN = aFinding({
  acknowledgement: {
    by: 'user:default/ann',
    at: '2026-11-24T10:00:00Z',
    until: '2026-11-27T10:00:00Z',
    note: 'The network is being built.',
  },
});

let rendered = 0;

function render(
  finding: Finding,
  options: {
    denied?: string[];
    overrides?: Parameters<typeof mockDpfApi>[0];
  } = {},
) {
  const { denied = [], overrides = {} } = options;
  const api = mockDpfApi(overrides);
  const onChanged = jest.fn();
  // Answers about permissions are kept from test to test, by what was asked.
  const ref = `local/team-a/blue-${++rendered}`;
  const authorize = jest.fn(
    ({ permission }: { permission: { name: string } }) =>
      denied.includes(permission.name)
        ? AuthorizeResult.DENY
        : AuthorizeResult.ALLOW,
  );
  renderInTestApp(
    <>
      <p>The page</p>
      <Acknowledgement
        cluster={aCluster({ ref, owner: 'group:default/team-a' })}
        finding={finding}
        onChanged={onChanged}
      />
    </>,
    {
      apis: [[dpfApiRef, api], mockApis.permission({ authorize })],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
  return { api, onChanged };
}

describe('Acknowledgement', () => {
  it('stores a note and a date', async () => {
    const { api, onChanged } = render(aFinding());
    await userEvent.click(
      await screen.findByRole('button', { name: ACKNOWLEDGE }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Acknowledge the problem',
    });
    expect(dialog).toHaveTextContent(SENTENCE);
    const store = within(dialog).getByRole('button', { name: 'Acknowledge' });
    expect(store).toBeDisabled();
    await userEvent.tab();
    await userEvent.keyboard('Cables are ordered.');
    const day = DateTime.local().plus({ days: 3 }).toISODate();
    fireEvent.change(within(dialog).getByLabelText(/Until/), {
      target: { value: day },
    });
    await userEvent.click(store);
    await waitFor(() => expect(onChanged).toHaveBeenCalled());
    const [, code, { note, until }] = api.acknowledgeFinding.mock.calls[0];
    expect([code, note]).toEqual(['EndpointMissing', 'Cables are ordered.']);
    expect(DateTime.fromISO(until).toLocal().toISODate()).toBe(day);
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('says why the server refuses it, and keeps the note', async () => {
    const reason = 'until: Choose a time that is still to come.';
    const { onChanged } = render(aFinding(), {
      overrides: {
        acknowledgeFinding: jest
          .fn()
          .mockRejectedValue(
            await anAnswer(400, { name: 'InputError', message: reason }),
          ),
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: ACKNOWLEDGE }),
    );
    await userEvent.type(screen.getByLabelText(/Note/), 'It waits.');
    await userEvent.click(screen.getByRole('button', { name: 'Acknowledge' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/400|Choose/);
    expect(screen.getByLabelText(/Note/)).toHaveValue('It waits.');
    expect(onChanged).not.toHaveBeenCalled();
  });

  it('shows who knows of it and ends it', async () => {
    const { api, onChanged } = render(KNOWN);
    expect(
      await screen.findByText(/The network is being built\./),
    ).toHaveTextContent(/Acknowledged by .*ann.* until/);
    await userEvent.click(await screen.findByRole('button', { name: END }));
    await waitFor(() => expect(onChanged).toHaveBeenCalled());
    expect(api.endAcknowledgement).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'blue' }),
      'EndpointMissing',
    );
  });

  it.each([
    [
      'the owner without the right to change',
      aFinding(),
      'dpf.dpu-cluster.update',
    ],
    [
      'the owner, of what the platform team must act on',
      aFinding({ who: 'platform' }),
      'dpf.platform.read',
    ],
  ])('is not offered to %s', async (_, finding, permission) => {
    render(
      { ...KNOWN, ...finding, acknowledgement: KNOWN.acknowledgement },
      {
        denied: [permission],
      },
    );
    expect(await screen.findByText(/being built/)).toBeVisible();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it.each([
    ['that waiting ends', aFinding({ who: 'nobody' })],
    [
      'of the management cluster',
      aFinding({ code: 'ManagementClusterAway', who: 'platform' }),
    ],
  ])('is not offered for a finding %s', async (_, finding) => {
    render(finding);
    expect(await screen.findByText('The page')).toBeVisible();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
