import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import {
  MAX_CLUSTER_NAME_LENGTH,
  clusterNameProblem,
} from '@dpf-portal/dpf-model';
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { dpfApiRef } from '../../api/useDpfApi';
import { aCluster } from '../../__testUtils__/aCluster';
import { aManagementCluster } from '../../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { renderField } from '../../__testUtils__/renderField';
import { DpfClusterName } from './DpfClusterName';
import { validateClusterName } from './validateClusterName';

function setUpApi() {
  return mockDpfApi({
    listManagementClusters: jest
      .fn()
      .mockResolvedValue({ items: [aManagementCluster()] }),
    // The search finds names that merely contain the text.
    listDpuClusters: jest.fn().mockResolvedValue({
      items: [aCluster({ name: 'blue' }), aCluster({ name: 'blue-training' })],
      totalItems: 2,
      pageInfo: {},
      sources: [],
    }),
  });
}

async function validate(name: string, api = setUpApi()) {
  const field = createFieldValidation();
  await validateClusterName(name, field, {
    apiHolder: {
      get: ref => (ref.id === dpfApiRef.id ? api : undefined) as never,
    },
    formData: {},
    schema: {},
  });
  return field.__errors ?? [];
}

describe('DpfClusterName', () => {
  it('says at once what is wrong with a name', async () => {
    renderField({ field: DpfClusterName, api: setUpApi(), title: 'Name' });
    await userEvent.type(screen.getByLabelText(/Name/), '9Blue');
    expect(screen.getByRole('status')).toHaveTextContent(/start with a letter/);
  });

  it('leaves an error that the form shows to the form', async () => {
    const problem = clusterNameProblem('9Blue')!;
    renderField({
      field: DpfClusterName,
      api: setUpApi(),
      title: 'Name',
      rawErrors: [problem],
    });
    await userEvent.type(screen.getByLabelText(/Name/), '9Blue');
    expect(screen.queryByText(problem)).not.toBeInTheDocument();
    expect(screen.getByLabelText(/Name/)).toBeInvalid();
  });

  it('never calls a name free that the server refuses for its length', async () => {
    const api = setUpApi();
    renderField({ field: DpfClusterName, api, title: 'Name' });
    const box = screen.getByLabelText(/Name/);
    fireEvent.change(box, {
      target: { value: 'b'.repeat(MAX_CLUSTER_NAME_LENGTH + 1) },
    });
    expect(screen.getByRole('status')).toHaveTextContent(
      `at most ${MAX_CLUSTER_NAME_LENGTH} characters`,
    );
    const longest = 'b'.repeat(MAX_CLUSTER_NAME_LENGTH);
    fireEvent.change(box, { target: { value: longest } });
    expect(await screen.findByText(`${longest} is available.`)).toBeVisible();
  });

  it('reports taken and available names while the user types', async () => {
    renderField({ field: DpfClusterName, api: setUpApi(), title: 'Name' });
    await userEvent.type(screen.getByLabelText(/Name/), 'blue');
    expect(
      await screen.findByText(/blue is taken: the namespace/),
    ).toBeVisible();
    await userEvent.type(screen.getByLabelText(/Name/), '-2');
    expect(await screen.findByText('blue-2 is available.')).toBeVisible();
  });
});

describe('validateClusterName', () => {
  it.each(['Blue', '1blue', 'blue-', 'blue.two', 'b'.repeat(47)])(
    'refuses %s',
    async name => {
      expect(await validate(name)).toHaveLength(1);
    },
  );

  it('refuses a name that is taken where the cluster would be made', async () => {
    const api = setUpApi();
    expect(await validate('blue', api)).toEqual([
      expect.stringContaining('blue is taken'),
    ]);
    expect(api.listDpuClusters).toHaveBeenCalledWith(
      expect.objectContaining({
        managementCluster: 'local',
        namespace: 'team-a',
      }),
      undefined,
    );
  });

  it('takes a free name', async () => {
    expect(await validate('green')).toEqual([]);
  });

  it('leaves the decision to the server when the name cannot be checked', async () => {
    const api = setUpApi();
    api.listDpuClusters.mockRejectedValue(new Error('away'));
    expect(await validate('green', api)).toEqual([]);
  });
});
