import { SecretsContextProvider } from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { TestApiProvider, renderInTestApp } from '@backstage/test-utils';
import { NodeMatches } from '@dpf-portal/dpf-model';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { dpfApiRef } from '../../api/useDpfApi';
import {
  aManagementCluster,
  aNetwork,
} from '../../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { nodeSelectorField } from '../formFields';

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

async function render(
  nodeSelector: Record<string, string>,
  matches: Partial<NodeMatches> | Error,
) {
  const network = { ...aNetwork('lab'), nodeSelector: { [CONTROL_PLANE]: '' } };
  const api = mockDpfApi({
    listManagementClusters: jest.fn().mockResolvedValue({
      items: [aManagementCluster({ networks: [network] })],
    }),
    getNodeMatches:
      matches instanceof Error
        ? jest.fn().mockRejectedValue(matches)
        : jest.fn().mockResolvedValue({ nodes: [], ...matches }),
  });
  await renderInTestApp(
    <TestApiProvider apis={[[dpfApiRef, api]]}>
      <SecretsContextProvider>
        <Stepper
          manifest={{
            title: 'A template',
            steps: [
              {
                title: 'Advanced',
                schema: {
                  properties: {
                    nodeSelector: {
                      title: 'Node selector',
                      type: 'object',
                      'ui:field': 'DpfNodeSelector',
                      additionalProperties: { type: 'string' },
                    },
                  },
                },
              },
            ],
          }}
          extensions={[nodeSelectorField]}
          initialState={{ nodeSelector }}
          onCreate={async () => {}}
        />
      </SecretsContextProvider>
    </TestApiProvider>,
  );
  return api;
}

describe('DpfNodeSelector', () => {
  beforeEach(() => {
    jest.spyOn(window, 'scrollTo').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());

  it('shows the nodes that the selector matches', async () => {
    const api = await render(
      { disk: 'ssd' },
      { sentence: 'Matches 2 of 3 nodes: cp-1, cp-2.' },
    );
    expect(
      await screen.findByText('Matches 2 of 3 nodes: cp-1, cp-2.'),
    ).toBeVisible();
    expect(api.getNodeMatches).toHaveBeenCalledWith(
      'local',
      { disk: 'ssd' },
      expect.anything(),
    );
  });

  it('asks for the selector of the network while the field is empty, and says which one that is', async () => {
    const api = await render({}, { sentence: 'Matches 1 of 3 nodes: cp-1.' });
    expect(
      await screen.findByText(
        `Empty: ${CONTROL_PLANE}="". Matches 1 of 3 nodes: cp-1.`,
      ),
    ).toBeVisible();
    expect(api.getNodeMatches).toHaveBeenCalledWith(
      'local',
      { [CONTROL_PLANE]: '' },
      expect.anything(),
    );
  });

  it('warns of a selector that matches none, and does not stop the form: a node may come later', async () => {
    await render(
      { [CONTROL_PLANE]: 'true' },
      {
        problem: 'No node has control-plane="true".',
        sentence: 'No node has control-plane="true". Use the empty value.',
      },
    );
    const message = await screen.findByText(/Use the empty value/);
    expect(message).toHaveClass('Mui-error');
    fireEvent.click(screen.getByRole('button', { name: /review/i }));
    expect(
      await screen.findByRole('button', { name: /create/i }),
    ).toBeVisible();
  });

  it('stops the form at a malformed label, and asks for nothing', async () => {
    const api = await render({ 'a b': 'x' }, {});
    expect(screen.getByRole('alert')).toHaveTextContent(/A label key is/);
    fireEvent.click(screen.getByRole('button', { name: /review/i }));
    await waitFor(() =>
      expect(screen.getByText(/A label key is/)).toBeVisible(),
    );
    expect(screen.queryByRole('button', { name: /create/i })).toBeNull();
    expect(api.getNodeMatches).not.toHaveBeenCalled();
  });

  it('says nothing of nodes that cannot be read', async () => {
    const api = await render({ disk: 'ssd' }, new Error('away'));
    await waitFor(() => expect(api.getNodeMatches).toHaveBeenCalled());
    expect(screen.queryByText(/Matches/)).toBeNull();
  });
});
