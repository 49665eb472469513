import { SecretsContextProvider } from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { TestApiProvider, renderInTestApp } from '@backstage/test-utils';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { dpfApiRef } from '../../api/useDpfApi';
import { aManagementCluster } from '../../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { labelsField } from '../formFields';

const SCHEMA = {
  title: 'Advanced',
  properties: {
    labels: {
      title: 'Labels',
      type: 'object',
      'ui:field': 'DpfLabels',
      additionalProperties: { type: 'string' },
    },
  },
};

async function render(labels: Record<string, string>) {
  const onCreate = jest.fn().mockResolvedValue(undefined);
  const api = mockDpfApi({
    listManagementClusters: jest
      .fn()
      .mockResolvedValue({ items: [aManagementCluster()] }),
  });
  await renderInTestApp(
    <TestApiProvider apis={[[dpfApiRef, api]]}>
      <SecretsContextProvider>
        <Stepper
          manifest={{
            title: 'A template',
            steps: [{ title: 'Advanced', schema: SCHEMA }],
          }}
          extensions={[labelsField]}
          initialState={{ name: 'blue', labels }}
          onCreate={onCreate}
        />
      </SecretsContextProvider>
    </TestApiProvider>,
  );
  return {
    onCreate,
    next: () =>
      fireEvent.click(screen.getByRole('button', { name: /review/i })),
  };
}

describe('DpfLabels', () => {
  beforeEach(() => {
    jest.spyOn(window, 'scrollTo').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  it('shows the labels as a form does, and goes on with those that are the user’s', async () => {
    const { next } = await render({ 'app.kubernetes.io/name': 'blue' });
    expect(screen.getByDisplayValue('app.kubernetes.io/name')).toBeVisible();
    expect(screen.getByDisplayValue('blue')).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
    next();
    expect(
      await screen.findByRole('button', { name: /create/i }),
    ).toBeVisible();
  });

  it('takes the label that identifies the cluster, with the value that it has here', async () => {
    const { next } = await render({ 'dpf-portal.io/cluster': 'team-a.blue' });
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    next();
    expect(
      await screen.findByRole('button', { name: /create/i }),
    ).toBeVisible();
  });

  it.each([
    [
      'node-role.kubernetes.io/control-plane',
      /node-role.kubernetes.io are reserved/,
    ],
    ['provisioning.dpu.nvidia.com/x', /are reserved/],
    ['a b', /A label key is/],
  ])('stops the form at %s, and says why', async (key, why) => {
    const { next } = await render({ [key]: 'x' });
    expect(screen.getByRole('alert')).toHaveTextContent(why);
    next();
    await waitFor(() => expect(screen.getByText(why)).toBeVisible());
    expect(screen.queryByRole('button', { name: /create/i })).toBeNull();
  });
});
