import { CreateDpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aCluster } from '../../__testUtils__/aCluster';
import { anAnswer } from '../../__testUtils__/anAnswer';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { renderField } from '../../__testUtils__/renderField';
import { DpfReview, validateReview } from './DpfReview';

const ANSWER: CreateDpuClusterAnswer = {
  item: aCluster(),
  created: true,
  dryRun: true,
  summary: 'Creates DPU cluster team-a/blue on local: owner group:default/a.',
  warnings: ['DPUSet dpf/rack-1 has no cluster selector.'],
  manifest: 'kind: DPUCluster\nmetadata:\n  name: blue\n',
};

function renderReview(
  createDpuCluster: jest.Mock,
  formData: Record<string, unknown> = { name: 'blue', advanced: false },
) {
  const api = mockDpfApi({ createDpuCluster });
  const view = renderField<boolean>({
    field: DpfReview,
    api,
    title: 'Review',
    formData,
    isInApp: true,
    uiOptions: { type: 'kamaji', advanced: ['vip'] },
  });
  return { ...view, api };
}

describe('DpfReview', () => {
  it('says what a dry run of the request would make, with its warnings and its manifest', async () => {
    const { api, values } = renderReview(jest.fn().mockResolvedValue(ANSWER), {
      name: 'blue',
      advanced: false,
      vip: '10.0.0.1',
      review: true,
    });
    expect(await screen.findByText(ANSWER.summary)).toBeVisible();
    expect(screen.getByRole('alert')).toHaveTextContent(
      'DPUSet dpf/rack-1 has no cluster selector.',
    );
    expect(screen.getByTestId('dpf-review-yaml').textContent).toBe(
      ANSWER.manifest,
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Manifest of the DPUCluster' }),
    );
    expect(
      await screen.findByRole('button', { name: 'Copy manifest' }),
    ).toBeEnabled();
    expect(api.createDpuCluster).toHaveBeenCalledTimes(1);
    expect(api.createDpuCluster).toHaveBeenCalledWith(
      {
        requestId: expect.stringMatching(/^review-/),
        name: 'blue',
        type: 'kamaji',
      },
      { dryRun: true },
    );
    expect(values).toEqual([true]);
  });

  it('names the cause of a rejection once, and keeps the form from going on', async () => {
    const error = await anAnswer(400, {
      name: 'InputError',
      message: 'maxNodes: At most 100 are allowed here.',
      details: [{ field: 'maxNodes', reason: 'At most 100 are allowed here.' }],
    });
    const { values } = renderReview(jest.fn().mockRejectedValue(error));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'maxNodes: At most 100 are allowed here.',
    );
    expect(screen.getAllByText(/At most 100/)).toHaveLength(1);
    await waitFor(() => expect(values).toEqual([false]));
  });

  it('shows which permission is missing', async () => {
    const error = await anAnswer(403, {
      name: 'NotAllowedError',
      message:
        'keepalived.vip: 192.0.2.7 is outside. This needs the permission x.',
      details: [{ field: 'keepalived.vip', reason: '192.0.2.7 is outside.' }],
    });
    renderReview(jest.fn().mockRejectedValue(error));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'This needs the permission x.',
    );
  });

  it('lets the form go on where the server cannot check the request, and checks again when asked', async () => {
    const error = await anAnswer(503, {
      name: 'ServiceUnavailableError',
      message: 'local cannot be reached.',
    });
    const { values } = renderReview(
      jest.fn().mockRejectedValueOnce(error).mockResolvedValue(ANSWER),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The request could not be checked. local cannot be reached.',
    );
    await waitFor(() => expect(values.at(-1)).toBe(true));
    await userEvent.click(screen.getByRole('button', { name: 'Check again' }));
    expect(await screen.findByText(ANSWER.summary)).toBeVisible();
  });
});

describe('validateReview', () => {
  it.each([
    [false, 1],
    [true, 0],
    [undefined, 0],
  ])('of %s adds %i errors', (accepted, number) => {
    const addError = jest.fn();
    validateReview(
      accepted as boolean,
      { addError } as Parameters<typeof validateReview>[1],
      {} as Parameters<typeof validateReview>[2],
    );
    expect(addError).toHaveBeenCalledTimes(number);
  });
});
