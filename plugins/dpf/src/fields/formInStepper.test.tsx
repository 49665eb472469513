import { renderInTestApp } from '@backstage/frontend-test-utils';
import { TemplateParameterSchema } from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { clusterNameProblem, vipProblem } from '@dpf-portal/dpf-model';
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { dpfApiRef } from '../api/useDpfApi';
import { aManagementCluster } from '../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../__testUtils__/mockDpfApi';
import { addressField, clusterNameField } from './formFields';

function renderForm(title: string, field: string) {
  const api = mockDpfApi({
    listManagementClusters: jest
      .fn()
      .mockResolvedValue({ items: [aManagementCluster()] }),
    listDpuClusters: jest.fn().mockResolvedValue({ items: [] }),
  });
  const manifest: TemplateParameterSchema = {
    title: 'A cluster',
    steps: [
      {
        title: 'Cluster',
        schema: {
          type: 'object',
          properties: { it: { title, type: 'string', 'ui:field': field } },
        },
      },
    ],
  };
  renderInTestApp(
    <Stepper
      manifest={manifest}
      extensions={[clusterNameField, addressField]}
      onCreate={async () => {}}
    />,
    { apis: [[dpfApiRef, api]] },
  );
}

describe('a field in a form of the scaffolder', () => {
  // jsdom has none.
  beforeEach(() => jest.spyOn(window, 'scrollTo').mockReturnValue());

  it.each([
    ['Name', 'DpfClusterName', 'Blue', clusterNameProblem('Blue')],
    ['VIP', 'DpfAddress', '10.66.66', vipProblem('10.66.66')],
  ])(
    'shows an error of %s once, before and after the form looks at it',
    async (title, field, value, problem = '') => {
      renderForm(title, field);
      fireEvent.change(await screen.findByLabelText(title), {
        target: { value },
      });
      expect(screen.getAllByText(problem)).toHaveLength(1);
      await userEvent.click(screen.getByRole('button', { name: 'Review' }));
      // The form's own list at its top names the field; then there is one line at the field.
      expect(await screen.findByText(`'${title}' ${problem}`)).toBeVisible();
      expect(screen.getAllByText(problem)).toHaveLength(1);
    },
  );
});
