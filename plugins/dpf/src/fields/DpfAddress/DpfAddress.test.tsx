import { createFieldValidation } from '@backstage/plugin-scaffolder-react/alpha';
import { fireEvent, screen } from '@testing-library/react';
import { aManagementCluster } from '../../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { renderField } from '../../__testUtils__/renderField';
import { AddressPart, validateAddress } from './addressParts';
import { DpfAddress } from './DpfAddress';

function render(part: AddressPart, rawErrors?: string[]) {
  const api = mockDpfApi({
    listManagementClusters: jest
      .fn()
      .mockResolvedValue({ items: [aManagementCluster()] }),
  });
  return renderField({
    field: DpfAddress,
    api,
    title: 'Part',
    rawErrors,
    uiOptions: { part },
  });
}

function enter(value: string) {
  fireEvent.change(screen.getByLabelText(/Part/), { target: { value } });
}

describe('DpfAddress', () => {
  it.each<[AddressPart, string, RegExp]>([
    ['vip', '10.66.66', /Give one IP address/],
    ['vip', '240.0.0.1', /class E/],
    ['vip', '169.254.1.1', /link-local/],
    ['virtualRouterID', '256', /whole number from 1 to 255/],
    ['interface', 'eth0 }', /name of a network interface/],
    ['vip', '10.66.66.90', /outside the addresses of network lab/],
    ['virtualRouterID', '7', /outside those of network lab/],
    ['interface', 'eth0', /Network lab is on br-dpu/],
  ])('says of the %s %s what is wrong', async (part, text, what) => {
    render(part);
    enter(text);
    expect(await screen.findByText(what)).toBeVisible();
  });

  it.each<[AddressPart, string, string | number]>([
    ['vip', '10.66.66.70', '10.66.66.70'],
    ['virtualRouterID', '135', 135],
    ['interface', 'br-dpu', 'br-dpu'],
  ])('hands on the %s %s of the network', async (part, text, value) => {
    const { values } = render(part);
    enter(text);
    expect(values.at(-1)).toBe(value);
    expect(screen.queryByText(/network/i)).toBeNull();
    enter('');
    expect(values.at(-1)).toBeUndefined();
  });
});

describe('DpfAddress with an error of the form', () => {
  it('leaves it to the form to show', async () => {
    render('vip', ['Give one IP address.']);
    enter('10.66.66');
    expect(screen.queryByText(/Give one IP address/)).toBeNull();
    expect(screen.getByLabelText(/Part/)).toBeInvalid();
  });
});

describe('validateAddress', () => {
  const errorsOf = async (
    part: AddressPart,
    value: string | number | undefined,
  ) => {
    const field = createFieldValidation();
    await validateAddress(value as string, field, {
      apiHolder: { get: () => undefined },
      formData: {},
      schema: {},
      uiSchema: { 'ui:options': { part } },
    });
    return field.__errors ?? [];
  };

  it.each<[AddressPart, string | number]>([
    ['vip', 'fe80::1'],
    ['vip', ''],
    ['virtualRouterID', 0],
    ['interface', 'eth0;reboot'],
  ])('stops the form at the %s %j', async (part, value) => {
    expect(await errorsOf(part, value)).toHaveLength(1);
  });

  it.each([
    ['lo', 'loopback'],
    ['.', 'No interface can have the name'],
    ['eth0:1', 'Give the interface that has it: eth0'],
    ['bond0.100@bond0', 'Leave out @bond0'],
    ['br-dpu ', 'Leave out the spaces'],
    ['enp193s0f1np1v12', 'longer than a name can be'],
  ])(
    'stops the form at the interface “%s” and says why: %s',
    async (name, why) => {
      expect(await errorsOf('interface', name)).toEqual([
        expect.stringContaining(why),
      ]);
    },
  );

  it.each<[AddressPart, string | number | undefined]>([
    ['vip', undefined],
    // Whether one may choose it is the server's to say.
    ['vip', '192.168.7.7'],
    ['virtualRouterID', 1],
    ['interface', 'eth0'],
  ])('lets the %s %j pass', async (part, value) => {
    expect(await errorsOf(part, value)).toEqual([]);
  });
});
