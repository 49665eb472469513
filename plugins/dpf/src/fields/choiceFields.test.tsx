import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aManagementCluster,
  aNetwork,
} from '../__testUtils__/aManagementCluster';
import { anAnswer } from '../__testUtils__/anAnswer';
import { mockDpfApi } from '../__testUtils__/mockDpfApi';
import { dpfApiRef } from '../api/useDpfApi';
import { renderField } from '../__testUtils__/renderField';
import {
  DpfManagementCluster,
  validateManagementCluster,
} from './DpfManagementCluster/DpfManagementCluster';
import { DpfNamespace } from './DpfNamespace/DpfNamespace';
import { DpfNetwork } from './DpfNetwork/DpfNetwork';
import { DpfVersion } from './DpfVersion/DpfVersion';

const policy = {
  ...aManagementCluster().policy,
  versions: ['v1.30.3', 'v1.31.2'],
};

function apiWith(...items: ReturnType<typeof aManagementCluster>[]) {
  return mockDpfApi({
    listManagementClusters: jest.fn().mockResolvedValue({ items }),
  });
}

describe('DpfManagementCluster', () => {
  const field = DpfManagementCluster;

  it('hides and presets itself when there is only one', async () => {
    const api = apiWith(aManagementCluster());
    const { values, container } = renderField({ field, api, title: 'Where' });
    await waitFor(() => expect(values).toEqual(['local']));
    expect(container).toBeEmptyDOMElement();
  });

  it('asks when there are several, and offers none that cannot be reached', async () => {
    const api = apiWith(
      aManagementCluster(),
      aManagementCluster({
        name: 'far',
        title: 'Far',
        reachable: false,
        refused: 'far cannot be reached.',
      }),
      aManagementCluster({
        name: 'new',
        title: 'New',
        reachable: false,
        starting: true,
        refused: 'new is starting.',
      }),
    );
    const { values } = renderField({ field, api, title: 'Where' });
    await userEvent.click(await screen.findByLabelText(/Where/));
    expect(
      screen.getByRole('option', { name: 'Far (unreachable)' }),
    ).toHaveAttribute('aria-disabled', 'true');
    expect(
      screen.getByRole('option', { name: 'New (starting)' }),
    ).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(screen.getByRole('option', { name: 'Local' }));
    expect(values).toEqual(['local']);
  });

  describe('while DPF is being upgraded', () => {
    const refused =
      'DPF on Local is being upgraded to v26.8.0. No DPU cluster is created there until the upgrade has ended.';
    const upgraded = aManagementCluster({
      dpf: { readable: true, version: 'v26.4.0', targetVersion: 'v26.8.0' },
      refused,
    });

    it('says so in the first step where there is only one', async () => {
      renderField({ field, api: apiWith(upgraded), title: 'Where' });
      expect(await screen.findByRole('alert')).toHaveTextContent(refused);
    });

    it('says so of one of several, and does not offer it', async () => {
      const api = apiWith(
        upgraded,
        aManagementCluster({ name: 'b', title: 'B' }),
      );
      renderField({ field, api, title: 'Where' });
      expect(await screen.findByText(refused)).toBeVisible();
      await userEvent.click(screen.getByLabelText(/Where/));
      expect(
        screen.getByRole('option', { name: 'Local (DPF is being upgraded)' }),
      ).toHaveAttribute('aria-disabled', 'true');
      expect(screen.getByRole('option', { name: 'B' })).not.toHaveAttribute(
        'aria-disabled',
        'true',
      );
    });

    it.each([
      ['the chosen one', 'local', [refused]],
      ['another one', 'b', []],
    ])(
      'lets the form go on with another one only: %s',
      async (_, value, found) => {
        const api = apiWith(upgraded, aManagementCluster({ name: 'b' }));
        const validation = createFieldValidation();
        await validateManagementCluster(value, validation, {
          apiHolder: {
            get: ref => (ref.id === dpfApiRef.id ? api : undefined) as never,
          },
          formData: {},
          schema: {},
        });
        expect(validation.__errors ?? []).toEqual(found);
      },
    );
  });

  it('says who must act when there is none', async () => {
    renderField({ field, api: apiWith(), title: 'Where' });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /The platform team must add one/,
    );
  });
});

describe('A field of a management cluster that cannot be read', () => {
  it.each([
    ['DpfManagementCluster', DpfManagementCluster],
    ['DpfNetwork', DpfNetwork],
  ] as const)('shows the server’s reason: %s', async (_, field) => {
    const error = await anAnswer(503, {
      name: 'ServiceUnavailableError',
      message: 'local is still being read. Try again in a moment.',
    });
    const api = mockDpfApi({
      listManagementClusters: jest.fn().mockRejectedValue(error),
    });
    renderField({ field, api, title: 'Where' });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'could not be read: local is still being read. Try again in a moment.',
    );
  });
});

describe('DpfNetwork', () => {
  const field = DpfNetwork;
  const two = aManagementCluster({
    name: 'two',
    networks: [aNetwork('lab'), aNetwork('prod')],
  });

  it('hides and presets itself when there is only one', async () => {
    const api = apiWith(aManagementCluster());
    const { values, container } = renderField({ field, api, title: 'Network' });
    await waitFor(() => expect(values).toEqual(['lab']));
    expect(container).toBeEmptyDOMElement();
  });

  it('offers the networks of the management cluster chosen in the form', async () => {
    const api = apiWith(aManagementCluster(), two);
    renderField({
      field,
      api,
      title: 'Network',
      formData: { managementCluster: 'two' },
    });
    await userEvent.click(await screen.findByLabelText(/Network/));
    expect(screen.getAllByRole('option').map(o => o.textContent)).toEqual([
      'lab',
      'prod',
    ]);
  });

  it('waits while several management clusters are there and none is chosen', async () => {
    const api = apiWith(aManagementCluster(), two);
    const { values, container } = renderField({ field, api, title: 'Network' });
    await waitFor(() => expect(api.listManagementClusters).toHaveBeenCalled());
    expect(values).toEqual([]);
    expect(container).toBeEmptyDOMElement();
  });
});

describe('DpfNamespace', () => {
  const field = DpfNamespace;

  it('hides and presets itself where the policy names only one', async () => {
    const api = apiWith(aManagementCluster());
    const { values, container } = renderField({ field, api, title: 'Place' });
    await waitFor(() => expect(values).toEqual(['team-a']));
    expect(container).toBeEmptyDOMElement();
  });

  it('offers the namespaces of the policy and no others', async () => {
    const several = { ...policy, namespaces: ['team-b', 'team-c'] };
    const api = apiWith(aManagementCluster({ policy: several }));
    const { values } = renderField({ field, api, title: 'Place' });
    await userEvent.click(await screen.findByLabelText(/Place/));
    expect(screen.getAllByRole('option').map(o => o.textContent)).toEqual([
      'team-a',
      'team-b',
      'team-c',
    ]);
    await userEvent.click(screen.getByRole('option', { name: 'team-c' }));
    expect(values).toEqual(['team-c']);
  });
});

describe('DpfVersion', () => {
  const field = DpfVersion;

  it('asks nothing where the API has no field for it', async () => {
    const management = aManagementCluster({ policy });
    management.capabilities!.apis[0].specVersion = false;
    const api = apiWith(management);
    const { values, container } = renderField({ field, api, title: 'Version' });
    await waitFor(() => expect(api.listManagementClusters).toHaveBeenCalled());
    expect(container).toBeEmptyDOMElement();
    expect(values).toEqual([]);
  });

  it('says which version new clusters get where it cannot be asked for', async () => {
    const management = aManagementCluster({
      policy,
      newControlPlanes: { kubernetesVersion: 'v1.35.6' },
    });
    management.capabilities!.apis[0].specVersion = false;
    const api = apiWith(management);
    const { values } = renderField({ field, api, title: 'Version' });
    expect(
      await screen.findByText(
        'Kubernetes v1.35.6, the version of all new clusters on this management cluster.',
      ),
    ).toBeVisible();
    expect(values).toEqual([]);
  });

  it('hides and presets the only version', async () => {
    const api = apiWith(aManagementCluster());
    const { values, container } = renderField({ field, api, title: 'Version' });
    await waitFor(() => expect(values).toEqual(['v1.30.3']));
    expect(container).toBeEmptyDOMElement();
  });

  it('begins with the policy’s version where there are several', async () => {
    const api = apiWith(aManagementCluster({ policy }));
    renderField({ field, api, title: 'Version' });
    const choice = await screen.findByLabelText(/Version/);
    // It is preset after the first rendering.
    await waitFor(() => expect(choice).toHaveTextContent('v1.30.3'));
  });
});
