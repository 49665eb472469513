import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import { fireEvent, screen } from '@testing-library/react';
import { dpfApiRef } from '../../api/useDpfApi';
import { aManagementCluster } from '../../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { renderField } from '../../__testUtils__/renderField';
import { DpfMaxNodes, validateMaxNodes } from './DpfMaxNodes';

function anApi(overrides: Parameters<typeof aManagementCluster>[0] = {}) {
  return mockDpfApi({
    listManagementClusters: jest
      .fn()
      .mockResolvedValue({ items: [aManagementCluster(overrides)] }),
  });
}

const UNLIMITED = {
  policy: {
    ...aManagementCluster().policy,
    maxNodes: { default: 10, max: 5000 },
  },
};

function render(api: ReturnType<typeof anApi>) {
  return renderField<number>({ field: DpfMaxNodes, api, title: 'DPUs' });
}

function enter(value: string) {
  fireEvent.change(screen.getByLabelText(/DPUs/), { target: { value } });
}

async function errorsOf(
  value: number | undefined,
  api: ReturnType<typeof anApi>,
) {
  const field = createFieldValidation();
  await validateMaxNodes(value as number, field, {
    apiHolder: {
      get: ref => (ref.id === dpfApiRef.id ? api : undefined) as never,
    },
    formData: {},
    schema: {},
  });
  return field.__errors ?? [];
}

describe('DpfMaxNodes', () => {
  it('says what the policy gives an empty field, and what its limit is', async () => {
    render(anApi());
    expect(
      await screen.findByText(
        'A limit; reserves nothing. Empty: 10. At most 100 here.',
      ),
    ).toBeVisible();
  });

  it.each([
    ['101', 'At most 100 are allowed here.', {}],
    ['0', 'Give a whole number of at least 1.', {}],
    ['2.5', 'Give a whole number of at least 1.', {}],
    ['1001', 'DPF here allows at most 1000.', UNLIMITED],
    [
      '900',
      /10\.244\.0\.0\/24/,
      {
        ...UNLIMITED,
        newControlPlanes: { podRange: { cidr: '10.244.0.0/24', dpus: 1 } },
      },
    ],
  ])('says of %s what is wrong: %s', async (text, problem, management) => {
    const api = anApi(management);
    render(api);
    await screen.findByText(/Empty: /);
    enter(text);
    expect(screen.getByRole('status')).toHaveTextContent(problem);
    const [error] = await errorsOf(Number(text), api);
    expect(error).toMatch(problem);
  });

  it('gives a number, and nothing when it is cleared', async () => {
    const api = anApi();
    const { values } = render(api);
    enter('12');
    enter('');
    expect(values).toEqual([12, undefined]);
    expect(await errorsOf(12, api)).toEqual([]);
    expect(await errorsOf(undefined, api)).toEqual([]);
  });

  it('leaves the limits to the server where they cannot be read', async () => {
    const api = anApi();
    api.listManagementClusters.mockRejectedValue(new Error('away'));
    expect(await errorsOf(99999, api)).toEqual([]);
  });
});
