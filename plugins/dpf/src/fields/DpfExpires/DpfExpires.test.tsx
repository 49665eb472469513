import { act, fireEvent, screen } from '@testing-library/react';
import { aManagementCluster } from '../../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { renderField } from '../../__testUtils__/renderField';
import { DpfExpires, validateExpires } from './DpfExpires';

const policy = {
  ...aManagementCluster().policy,
  expiryDays: { dev: 30, test: 1 },
};

function renderWith(formData: Record<string, unknown>) {
  return renderField({
    field: DpfExpires,
    api: mockDpfApi({
      listManagementClusters: jest
        .fn()
        .mockResolvedValue({ items: [aManagementCluster({ policy })] }),
    }),
    title: 'Expires',
    formData,
  });
}

describe('DpfExpires', () => {
  it.each([
    ['dev', 'Empty: in 30 days.'],
    ['test', 'Empty: in 1 day.'],
    ['prod', 'Empty: no reminder.'],
  ])(
    'says what the policy gives a %s cluster without a day',
    async (purpose, text) => {
      renderWith({ purpose });
      expect(
        await screen.findByText(`Reminder only; nothing is deleted. ${text}`),
      ).toBeVisible();
    },
  );

  it('promises nothing before a management cluster is known', async () => {
    await act(async () => {
      renderWith({ purpose: 'dev', managementCluster: 'unknown' });
    });
    expect(
      screen.getByText('Reminder only; nothing is deleted.'),
    ).toBeVisible();
  });

  it('gives the day, and nothing when it is cleared', async () => {
    const { values } = renderWith({});
    await screen.findByText(/Empty/);
    fireEvent.change(screen.getByLabelText(/Expires/), {
      target: { value: '2099-01-31' },
    });
    fireEvent.change(screen.getByLabelText(/Expires/), {
      target: { value: '' },
    });
    expect(values).toEqual(['2099-01-31', undefined]);
  });

  it('rejects a day that has passed', () => {
    const addError = jest.fn();
    const field = { addError } as Parameters<typeof validateExpires>[1];
    const context = {} as Parameters<typeof validateExpires>[2];
    validateExpires('2020-01-31', field, context);
    expect(addError).toHaveBeenCalledWith(
      'Choose a day that is still to come.',
    );
    addError.mockClear();
    validateExpires('2099-01-31', field, context);
    expect(addError).not.toHaveBeenCalled();
  });
});
