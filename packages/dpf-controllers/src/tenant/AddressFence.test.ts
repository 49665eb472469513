import { AddressFence } from './AddressFence';
import { AddressNotAllowedError } from './AddressNotAllowedError';

const managementServer = 'https://10.0.0.1:6443';

function fence(
  options: { allowedCidrs?: string[]; names?: Record<string, string[]> } = {},
) {
  return new AddressFence({
    allowedCidrs: options.allowedCidrs,
    managementServer,
    resolve: async host => {
      const found = options.names?.[host];
      if (!found) {
        throw new Error('ENOTFOUND');
      }
      return found;
    },
  });
}

describe('AddressFence', () => {
  it.each([
    '127.0.0.1',
    '127.66.1.2',
    '0.0.0.0',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '[::1]',
    '::',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    'ff02::1',
  ])('refuses %s by default', async address => {
    await expect(fence().admit(address, 6443)).rejects.toThrow(
      AddressNotAllowedError,
    );
  });

  it.each(['10.66.66.66', '192.168.1.5', '203.0.113.7', 'fd00::5'])(
    'admits %s by default',
    async address => {
      await expect(fence().admit(address, 6443)).resolves.toBe(address);
    },
  );

  it('refuses the management API’s own address on any port', async () => {
    await expect(fence().admit('10.0.0.1', 22)).rejects.toThrow(
      'management cluster',
    );
  });

  it('refuses the management API’s very port even where its network is allowed', async () => {
    const allowed = fence({ allowedCidrs: ['10.0.0.0/8'] });
    await expect(allowed.admit('10.0.0.1', 6443)).rejects.toThrow(
      'management cluster',
    );
    await expect(allowed.admit('10.0.0.1', 30000)).resolves.toBe('10.0.0.1');
  });

  it('admits only the listed networks, loopback among them when it is listed', async () => {
    const allowed = fence({ allowedCidrs: ['10.66.0.0/16', '127.0.0.0/8'] });
    await expect(allowed.admit('10.66.66.66', 1)).resolves.toBe('10.66.66.66');
    await expect(allowed.admit('127.0.0.1', 1)).resolves.toBe('127.0.0.1');
    await expect(allowed.admit('10.67.0.1', 1)).rejects.toThrow(
      'outside the allowed networks',
    );
  });

  it('answers the resolved address, so that nobody resolves the name again', async () => {
    const names = { 'api.example': ['10.66.66.66'] };
    await expect(fence({ names }).admit('api.example', 1)).resolves.toBe(
      '10.66.66.66',
    );
  });

  it('refuses a name when only one of its addresses is refused', async () => {
    const names = { 'api.example': ['10.66.66.66', '127.0.0.1'] };
    await expect(fence({ names }).admit('api.example', 1)).rejects.toThrow(
      'loopback',
    );
  });

  it('refuses a name that it cannot check', async () => {
    await expect(fence().admit('elsewhere.example', 1)).rejects.toThrow(
      'cannot be resolved',
    );
  });

  it('does not start with a network it cannot read', () => {
    expect(() => fence({ allowedCidrs: ['10.0.0.0'] })).toThrow();
  });
});
