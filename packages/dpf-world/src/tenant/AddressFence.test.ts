import os from 'node:os';
import { AddressFence, ServerNamedBy } from './AddressFence';
import { AddressNotAllowedError } from './AddressNotAllowedError';

const managementServer = 'https://10.0.0.1:6443';

function fence(
  options: {
    allowedCidrs?: string[];
    names?: Record<string, string[]>;
    ownAddresses?: string[];
    managementServer?: string;
  } = {},
) {
  return new AddressFence({
    allowedCidrs: options.allowedCidrs,
    managementServer: options.managementServer ?? managementServer,
    ownAddresses: () => options.ownAddresses ?? [],
    resolve: async host => {
      const found = options.names?.[host];
      if (!found) {
        throw new Error('ENOTFOUND');
      }
      return found;
    },
  });
}

/** The reason of the refusal, if it is one. No packet is sent: the fence alone is asked. */
async function verdictOf(
  one: AddressFence,
  host: string,
  namedBy?: ServerNamedBy,
): Promise<string> {
  try {
    await one.admit(host, 443, { namedBy });
    return 'admitted';
  } catch (error) {
    if (error instanceof AddressNotAllowedError) {
      return error.reason;
    }
    throw error;
  }
}

async function messageOf(one: AddressFence, host: string): Promise<string> {
  return one.admit(host, 443).then(
    () => 'admitted',
    ({ message }) => message,
  );
}

describe('AddressFence', () => {
  it.each([
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ])(
    'never connects to %s, which in a pod is the management API',
    async host => {
      const inPod = fence({
        names: { [host]: ['10.96.0.1'] },
        allowedCidrs: ['10.0.0.0/8'],
      });
      await expect(verdictOf(inPod, host)).resolves.toBe('NameNotResolved');
      await expect(messageOf(inPod, host)).resolves.toMatch(
        /only inside its own cluster.* Write a name or an IP address that the DPUs reach/,
      );
    },
  );

  it.each([
    ['unicast', '8.8.8.8'],
    ['unicast', '2a00:1450::5'],
    ['private', '10.66.66.66'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.5'],
    ['uniqueLocal', 'fd00::5'],
  ])('admits %s addresses by default, such as %s', async (_, address) => {
    await expect(fence().admit(address, 6443)).resolves.toBe(address);
  });

  it.each([
    ['ServerIsLocal', '127.0.0.1'],
    ['ServerIsLocal', '127.66.1.2'],
    ['ServerIsLocal', '0.0.0.0'],
    ['ServerIsLocal', '0.1.2.3'],
    ['ServerIsLocal', '::1'],
    ['ServerIsLocal', '[::1]'],
    ['ServerIsLocal', '::'],
    ['ServerIsLocal', '169.254.1.1'],
    ['ServerIsLocal', 'fe80::1'],
    ['ServerIsLocal', 'fe80::1%eth0'],
    ['AddressForbidden', '224.0.0.1'],
    ['AddressForbidden', 'ff02::1'],
    ['AddressForbidden', '255.255.255.255'],
    // carrierGradeNat, reserved, as112, amt
    ['AddressNotAllowed', '100.64.0.1'],
    ['AddressNotAllowed', '192.0.2.1'],
    ['AddressNotAllowed', '198.18.0.1'],
    ['AddressNotAllowed', '203.0.113.7'],
    ['AddressNotAllowed', '240.0.0.1'],
    ['AddressNotAllowed', '192.175.48.1'],
    ['AddressNotAllowed', '192.52.193.1'],
    // deprecatedSiteLocal, discard, rfc6145, teredo, benchmarking, amt, as112v6, orchid, segmentRouting, reserved
    ['AddressNotAllowed', 'fec0::1'],
    ['AddressNotAllowed', '100::1'],
    ['AddressNotAllowed', '::ffff:0:a42:4242'],
    ['AddressNotAllowed', '2001:0:1::1'],
    ['AddressNotAllowed', '2001:2::1'],
    ['AddressNotAllowed', '2001:3::1'],
    ['AddressNotAllowed', '2001:4:112::1'],
    ['AddressNotAllowed', '2001:10::1'],
    ['AddressNotAllowed', '2001:20::1'],
    ['AddressNotAllowed', '2001:30::1'],
    ['AddressNotAllowed', '5f00::1'],
    ['AddressNotAllowed', '2001:db8::1'],
    ['AddressNotAllowed', '3fff::1'],
  ])('refuses as %s by default %s', async (reason, address) => {
    await expect(verdictOf(fence(), address)).resolves.toBe(reason);
  });

  describe('with metadata addresses', () => {
    const ANYWHERE = ['0.0.0.0/0', '::/0', '169.254.169.254/32'];

    it.each([
      '169.254.169.254',
      'fd00:ec2::254',
      '[fd00:ec2::254]',
      '::ffff:169.254.169.254',
      '64:ff9b::a9fe:a9fe',
      '64:ff9b:1::a9fe:a9fe',
      '2002:a9fe:a9fe::1',
      '169.254.170.2',
      '169.254.170.23',
      'fd00:ec2::23',
      'fd20:ce::254',
      '168.63.129.16',
      '100.100.100.200',
      '192.0.0.192',
    ])('refuses %s whatever is allowed', async address => {
      await expect(verdictOf(fence(), address)).resolves.toBe(
        'AddressForbidden',
      );
      await expect(
        verdictOf(fence({ allowedCidrs: ANYWHERE }), address),
      ).resolves.toBe('AddressForbidden');
    });

    it('refuses a name that leads there', async () => {
      const names = { 'metadata.example': ['169.254.169.254'] };
      const allowed = fence({ names, allowedCidrs: ANYWHERE });
      await expect(verdictOf(allowed, 'metadata.example')).resolves.toBe(
        'AddressForbidden',
      );
    });
  });

  describe('with an IPv6 address that carries an IPv4 address', () => {
    const FORMS: Array<[string, (hex: string) => string]> = [
      ['IPv4-mapped', hex => `::ffff:${hex}`],
      ['IPv4-compatible', hex => `::${hex}`],
      ['NAT64', hex => `64:ff9b::${hex}`],
      ['local NAT64', hex => `64:ff9b:1::${hex}`],
      ['6to4', hex => `2002:${hex}::1`],
    ];
    const CARRIED: Array<[string, string, string]> = [
      ['10.66.66.66', 'a42:4242', 'admitted'],
      ['127.0.0.1', '7f00:1', 'ServerIsLocal'],
      ['169.254.1.1', 'a9fe:101', 'ServerIsLocal'],
      ['224.0.0.1', 'e000:1', 'AddressForbidden'],
      ['203.0.113.7', 'cb00:7107', 'AddressNotAllowed'],
      ['10.0.0.1, the management API', 'a00:1', 'AddressNotAllowed'],
    ];

    it.each(
      FORMS.flatMap(([form, write]) =>
        CARRIED.map(
          ([carried, hex, verdict]): [string, string, string, string] => [
            form,
            carried,
            verdict,
            write(hex),
          ],
        ),
      ),
    )('judges %s by %s: %s', async (_form, _carried, verdict, address) => {
      await expect(verdictOf(fence(), address)).resolves.toBe(verdict);
    });

    it.each(FORMS)('looks up what %s carries in the list', async (_, write) => {
      const allowed = fence({ allowedCidrs: ['10.66.0.0/16', '::/0'] });
      await expect(verdictOf(allowed, write('a42:4242'))).resolves.toBe(
        'admitted',
      );
      await expect(verdictOf(allowed, write('a43:4242'))).resolves.toBe(
        'AddressNotAllowed',
      );
      await expect(verdictOf(allowed, write('7f00:1'))).resolves.toBe(
        'ServerIsLocal',
      );
    });

    it.each([
      ['/48', '64:ff9b:1:a9fe:a9:fe00::', '64:ff9b:1:a42:42:4200::'],
      ['/56', '64:ff9b:1:a9:fe:a9fe::', '64:ff9b:1:a:42:4242::'],
      ['/64', '64:ff9b:1:0:a9:fea9:fe00:0', '64:ff9b:1:0:a:4242:4200:0'],
      [
        '/48 with a suffix',
        '64:ff9b:1:a9fe:a9:fe00:a42:4242',
        '64:ff9b:1::a42:4242',
      ],
    ])(
      'finds it in each layout of local NAT64: %s',
      async (_, metadata, lab) => {
        await expect(verdictOf(fence(), metadata)).resolves.toBe(
          'AddressForbidden',
        );
        await expect(verdictOf(fence(), lab)).resolves.toBe('admitted');
      },
    );
  });

  describe('with an address of this machine', () => {
    const ownAddresses = ['127.0.0.1', '10.66.66.66', 'fd00::5'];

    it.each([
      '10.66.66.66',
      'fd00::5',
      '::ffff:10.66.66.66',
      '64:ff9b::a42:4242',
    ])(
      'refuses %s where a user names it, unless it is listed',
      async address => {
        await expect(verdictOf(fence({ ownAddresses }), address)).resolves.toBe(
          'AddressNotAllowed',
        );
        const listed = fence({
          ownAddresses,
          allowedCidrs: ['10.66.66.0/24', 'fd00::/64'],
        });
        await expect(verdictOf(listed, address)).resolves.toBe('admitted');
      },
    );

    it('refuses a name that leads there', async () => {
      const names = { 'portal.example': ['10.66.66.66'] };
      await expect(
        verdictOf(fence({ ownAddresses, names }), 'portal.example'),
      ).resolves.toBe('AddressNotAllowed');
    });

    it('admits it for a control plane that Kamaji made: keepalived may carry its VIP here', async () => {
      await expect(
        verdictOf(fence({ ownAddresses }), '10.66.66.66', 'kamaji'),
      ).resolves.toBe('admitted');
    });

    it('refuses loopback and metadata for Kamaji as for anybody', async () => {
      const own = fence({ ownAddresses });
      await expect(verdictOf(own, '127.0.0.1', 'kamaji')).resolves.toBe(
        'ServerIsLocal',
      );
      await expect(verdictOf(own, 'fd00:ec2::254', 'kamaji')).resolves.toBe(
        'AddressForbidden',
      );
    });

    it('asks the system for them each time: they come and go', async () => {
      const eth0 = (address: string) => ({
        eth0: [
          {
            address,
            netmask: '255.255.255.0',
            family: 'IPv4' as const,
            mac: '00:00:00:00:00:00',
            internal: false,
            cidr: `${address}/24`,
          },
        ],
      });
      const interfaces = jest
        .spyOn(os, 'networkInterfaces')
        .mockReturnValue(eth0('10.66.66.66'));
      const one = new AddressFence({});
      await expect(verdictOf(one, '10.66.66.66')).resolves.toBe(
        'AddressNotAllowed',
      );
      interfaces.mockReturnValue(eth0('10.66.66.67'));
      await expect(verdictOf(one, '10.66.66.66')).resolves.toBe('admitted');
      interfaces.mockRestore();
    });
  });

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
    await expect(allowed.admit('64:ff9b::a00:1', 6443)).rejects.toThrow(
      'management cluster',
    );
    await expect(allowed.admit('10.0.0.1', 30000)).resolves.toBe('10.0.0.1');
  });

  it('calls a loopback address loopback, though the management API is on another port of it', async () => {
    const local = fence({ managementServer: 'https://127.0.0.1:41123' });
    await expect(verdictOf(local, '127.0.0.1')).resolves.toBe('ServerIsLocal');
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

  it('tells a name that it cannot resolve from one that it refuses', async () => {
    await expect(verdictOf(fence(), 'elsewhere.example')).resolves.toBe(
      'NameNotResolved',
    );
    await expect(messageOf(fence(), 'elsewhere.example')).resolves.toContain(
      'elsewhere.example:443 cannot be resolved',
    );
  });

  it('does not start with a network it cannot read', () => {
    expect(() => fence({ allowedCidrs: ['10.0.0.0'] })).toThrow();
  });

  describe('says', () => {
    const names = {
      localhost: ['127.0.0.1'],
      'here.example': ['fe80::1'],
    };

    it.each([
      '127.0.0.1',
      '::1',
      '0.0.0.0',
      '::',
      '169.254.1.1',
      'fe80::1',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      'localhost',
      'here.example',
    ])(
      'what to write instead of %s, and never to widen the fence for it',
      async host => {
        for (const allowedCidrs of [undefined, ['10.0.0.0/8']]) {
          const message = await messageOf(fence({ names, allowedCidrs }), host);
          expect(message).toContain('the machine it was made on');
          expect(message).toContain('Write the address at which the DPUs');
          expect(message).toContain('--tls-san');
          expect(message).not.toMatch(/allowedCidrs|allow/i);
        }
      },
    );

    it.each(['169.254.169.254', 'fd00:ec2::254', '224.0.0.1'])(
      'nothing of the fence for %s, which no list opens',
      async host => {
        expect(await messageOf(fence(), host)).not.toMatch(/allowedCidrs/);
      },
    );

    it('how the platform team can allow other addresses', async () => {
      const outside = fence({ allowedCidrs: ['10.0.0.0/8'] });
      for (const message of [
        await messageOf(fence(), '203.0.113.7'),
        await messageOf(outside, '192.168.0.1'),
      ]) {
        expect(message).toContain('tenantAccess.allowedCidrs');
      }
    });

    it('an IPv6 address with brackets and a range in words', async () => {
      await expect(messageOf(fence(), '::1')).resolves.toContain('[::1]:443');
      await expect(messageOf(fence(), '::ffff:7f00:1')).resolves.toContain(
        '127.0.0.1:443 is a loopback address',
      );
      await expect(messageOf(fence(), 'fe80::1')).resolves.toContain(
        '[fe80::1]:443 is a link-local address',
      );
    });

    it('no address that a name was resolved to', async () => {
      expect(await messageOf(fence({ names }), 'here.example')).not.toContain(
        'fe80',
      );
    });
  });
});
