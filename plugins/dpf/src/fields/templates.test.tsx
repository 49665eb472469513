import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TemplateParameterSchema } from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { TestApiProvider, renderInTestApp } from '@backstage/test-utils';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { parse } from 'yaml';
import { dpfApiRef } from '../api/useDpfApi';
import { aCluster } from '../__testUtils__/aCluster';
import { aManagementCluster } from '../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../__testUtils__/mockDpfApi';
import * as formFields from './formFields';

const TEMPLATES = path.resolve(
  __dirname,
  '../../../catalog-backend-module-dpf/templates',
);
const SUMMARY = 'Creates DPU cluster team-a/blue on local.';

/** The form of a template, as the scaffolder's back end hands it to the browser. */
function readForm(name: string): TemplateParameterSchema {
  const { spec } = parse(
    readFileSync(path.join(TEMPLATES, `${name}.yaml`), 'utf8'),
  );
  return {
    title: name,
    presentation: spec.presentation,
    steps: spec.parameters.map(({ title, ...schema }: { title: string }) => ({
      title,
      schema: { title, ...schema },
    })),
  };
}

async function renderForm(
  name: string,
  initialState: Record<string, string | number | boolean | {}> = {},
) {
  const onCreate = jest.fn().mockResolvedValue(undefined);
  const api = mockDpfApi({
    listManagementClusters: jest
      .fn()
      .mockResolvedValue({ items: [aManagementCluster()] }),
    listDpuClusters: jest.fn().mockResolvedValue({ items: [] }),
    createDpuCluster: jest.fn().mockResolvedValue({
      item: aCluster(),
      created: true,
      dryRun: true,
      summary: SUMMARY,
      manifest: 'kind: DPUCluster\n',
    }),
  });
  await renderInTestApp(
    <TestApiProvider apis={[[dpfApiRef, api]]}>
      <Stepper
        manifest={readForm(name)}
        extensions={[
          ...Object.values(formFields),
          { name: 'OwnerPicker', component: () => null },
        ]}
        initialState={initialState}
        onCreate={onCreate}
      />
    </TestApiProvider>,
  );
  return { api, onCreate };
}

const click = (name: RegExp | string) =>
  fireEvent.click(screen.getByRole('button', { name }));

describe('The forms of the templates', () => {
  beforeEach(() => {
    // jsdom has none.
    jest.spyOn(window, 'scrollTo').mockReturnValue();
  });
  afterEach(() => jest.restoreAllMocks());

  it('need only a name for a Kamaji cluster, and show what will be made before it is made', async () => {
    const { api, onCreate } = await renderForm('dpu-cluster-kamaji');
    fireEvent.change(await screen.findByLabelText(/^Name/), {
      target: { value: 'blue' },
    });
    expect(screen.queryByLabelText('VIP')).toBeNull();
    click('Next');
    expect(await screen.findByText(SUMMARY)).toBeVisible();
    expect(api.createDpuCluster).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'blue', type: 'kamaji' }),
      { dryRun: true },
    );
    click('Confirm');
    await screen.findByRole('button', { name: 'Create' });
    click('Create');
    await waitFor(() => expect(onCreate).toHaveBeenCalled());
  });

  it('go on with values of a platform engineer, and send them', async () => {
    const { api } = await renderForm('dpu-cluster-kamaji', {
      name: 'blue',
      advanced: true,
      nodeSelector: { disk: 'ssd' },
    });
    fireEvent.change(await screen.findByLabelText('VIP'), {
      target: { value: '10.66.66.75' },
    });
    click('Next');
    expect(await screen.findByText(SUMMARY)).toBeVisible();
    expect(api.createDpuCluster.mock.calls.at(-1)?.[0]).toMatchObject({
      keepalived: { vip: '10.66.66.75', nodeSelector: { disk: 'ssd' } },
    });
  });

  it('go on after a field was cleared, and after a look at the review', async () => {
    const { api } = await renderForm('dpu-cluster-kamaji', {
      name: 'blue',
      advanced: true,
      vip: '10.66.66.75',
      expires: '2099-01-31',
    });
    const clear = async (label: RegExp) =>
      fireEvent.change(await screen.findByLabelText(label), {
        target: { value: '' },
      });
    click('Next');
    await screen.findByText(SUMMARY);
    click('Back');
    await clear(/^VIP/);
    await clear(/^Expires/);
    click('Next');
    expect(await screen.findByText(SUMMARY)).toBeVisible();
    const [request] = api.createDpuCluster.mock.calls.at(-1) ?? [];
    expect(request).not.toHaveProperty('keepalived');
    expect(request).not.toHaveProperty('expires');
  });

  it.each([
    ['Maximum number of DPUs', '101', 'At most 100 are allowed here.'],
    ['Expires', '2020-01-01', 'Choose a day that is still to come.'],
    ['VIP', '10.66.66', 'Give one IP address, such as 10.0.0.10.'],
    ['VIP', '10.66 .66.1', 'Leave out spaces and line breaks.'],
    ['Virtual router ID', '256', 'Give a whole number from 1 to 255.'],
    ['Interface', 'br-dpu ', /^Leave out the spaces around/],
    ['Name', 'Blue', /^Use lower-case letters, digits and dashes/],
    ['Name', 'b'.repeat(60), /^Use at most 46 characters/],
  ])(
    'stop at %s %j, with the cause once at the field',
    async (label, value, problem) => {
      const { api } = await renderForm('dpu-cluster-kamaji', {
        name: 'blue',
        advanced: true,
      });
      fireEvent.change(await screen.findByLabelText(new RegExp(`^${label}`)), {
        target: { value },
      });
      click('Next');
      // The form's own list at its top names the field, too, in its own spelling.
      expect(
        await screen.findByText(new RegExp(`^'${label}' `, 'i')),
      ).toBeVisible();
      expect(screen.getAllByText(problem)).toHaveLength(1);
      expect(api.createDpuCluster).not.toHaveBeenCalled();
    },
  );

  it('ask for a kubeconfig and for consent on one page of a registration', async () => {
    const { api } = await renderForm('dpu-cluster-static', {
      name: 'rack1',
      kubeconfigSource: 'secret',
      kubeconfigSecret: 'mine',
    });
    await screen.findByLabelText(/^Name/);
    click('Next');
    const secret = await screen.findByRole('textbox', { name: /^Secret/ });
    fireEvent.click(
      screen.getByRole('radio', { name: /^The portal may make them/ }),
    );
    fireEvent.change(secret, { target: { value: 'Not_A_Name' } });
    click('Next');
    expect(
      await screen.findByText(/^'Kubeconfig Secret' Give the name/),
    ).toBeVisible();
    fireEvent.change(secret, { target: { value: 'rack1-admin' } });
    click('Next');
    expect(await screen.findByText(SUMMARY)).toBeVisible();
    expect(api.createDpuCluster.mock.calls.at(-1)?.[0]).toMatchObject({
      type: 'static',
      kubeconfigSecret: 'rack1-admin',
      credentials: 'allowed',
    });
  });
});
