import { CliUsageError, parseCliArguments } from './parseCliArguments';

describe('parseCliArguments', () => {
  it('runs every role where DPF has no controller of its own, by default', () => {
    expect(parseCliArguments(['--kubeconfig', 'f'])).toMatchObject({
      command: 'run',
      kubeconfig: 'f',
      roles: { kamaji: 'auto', static: 'auto', provisioning: 'auto' },
      warnings: [],
      groups: [],
      tenantAccess: { mode: 'direct' },
    });
  });

  it('takes roles with modes, groups, a proxy and networks', () => {
    expect(
      parseCliArguments([
        '--kubeconfig=f',
        '--roles=kamaji,static=disabled',
        '--group=provisioning.dpf.nvidia.com',
        '--tenant-proxy=http://127.0.0.1:3128',
        '--allow-cidr=10.0.0.0/8',
        '--allow-cidr=fd00::/8',
        '--manager=./metal.js',
      ]),
    ).toMatchObject({
      roles: { kamaji: 'auto', static: 'disabled' },
      groups: ['provisioning.dpf.nvidia.com'],
      managers: ['./metal.js'],
      tenantAccess: {
        mode: 'proxy',
        proxyUrl: 'http://127.0.0.1:3128',
        allowedCidrs: ['10.0.0.0/8', 'fd00::/8'],
      },
    });
  });

  it('reads the mode enabled of earlier releases as auto, with one warning', () => {
    const parsed = parseCliArguments([
      '--kubeconfig=f',
      '--roles=kamaji=enabled,static=auto,provisioning=enabled',
    ]);
    expect(parsed).toMatchObject({
      roles: { kamaji: 'auto', static: 'auto', provisioning: 'auto' },
      warnings: [
        expect.stringContaining('--roles kamaji, --roles provisioning'),
      ],
    });
  });

  it('takes addresses to serve at as controller-runtime does', () => {
    const parse = (...argv: string[]) =>
      parseCliArguments(['--kubeconfig=f', ...argv]);
    expect(
      parse(
        '--metrics-bind-address=127.0.0.1:8080',
        '--health-probe-bind-address=:8081',
      ),
    ).toMatchObject({
      metrics: { host: '127.0.0.1', port: 8080 },
      health: { port: 8081 },
    });
    expect(parse('--metrics-bind-address=[::1]:80')?.metrics).toEqual({
      host: '::1',
      port: 80,
    });
    expect(parse('--metrics-bind-address=0')?.metrics).toBeUndefined();
    expect(parse()?.health).toBeUndefined();
  });

  it('takes how long after Ready the rest is written', () => {
    const of = (...flags: string[]) =>
      parseCliArguments(['--kubeconfig', 'f', ...flags])?.afterReadyMs;
    expect(of()).toBeUndefined();
    expect(of('--after-ready', '60')).toBe(60_000);
    expect(() => of('--after-ready', '0')).toThrow(CliUsageError);
  });

  it('needs no kubeconfig in a pod', () => {
    const pod = { KUBERNETES_SERVICE_HOST: '10.96.0.1' };
    expect(parseCliArguments([], pod)?.kubeconfig).toBeUndefined();
  });

  it('takes how control planes are made, and leaves open what is not given', () => {
    const of = (...flags: string[]) =>
      parseCliArguments(['--kubeconfig', 'f', ...flags])?.controlPlanes;
    expect(of()).toEqual({});
    expect(
      of('--kubernetes-version', 'v1.35.6', '--pod-cidr', '10.200.0.0/14'),
    ).toEqual({ kubernetesVersion: 'v1.35.6', podCidr: '10.200.0.0/14' });
  });

  it('takes taints to tolerate, as kubectl writes them', () => {
    const of = (...flags: string[]) =>
      parseCliArguments(['--kubeconfig', 'f', ...flags])?.controlPlanes;
    expect(of('--toleration', 'a=b:NoExecute', '--toleration', 'c')).toEqual({
      tolerations: [
        { key: 'a', operator: 'Equal', value: 'b', effect: 'NoExecute' },
        { key: 'c', operator: 'Exists' },
      ],
    });
    expect(() => of('--toleration', 'a:Never')).toThrow(CliUsageError);
  });

  it('takes a command before the flags', () => {
    const flags = ['--kubeconfig', 'f'];
    expect(parseCliArguments(['run', ...flags])?.command).toBe('run');
    expect(parseCliArguments(['doctor', ...flags, '--json'])).toMatchObject({
      command: 'doctor',
      output: 'json',
    });
    expect(
      parseCliArguments(['handback', ...flags, '--undo', '--timeout=5']),
    ).toMatchObject({ command: 'handback', undo: true, timeoutMs: 5_000 });
  });

  it('takes the dump of explain without a kubeconfig', () => {
    expect(
      parseCliArguments(
        ['explain', 'a.yaml', '--if-label', 'k=v', '--output', 'markdown'],
        {},
      ),
    ).toMatchObject({
      command: 'explain',
      explain: { dumps: ['a.yaml'], ifLabels: [{ key: 'k', value: 'v' }] },
      output: 'markdown',
    });
    expect(
      parseCliArguments(
        ['explain', '-', '--if-label=k-', '--cluster', 'a/b', '--next=3'],
        {},
      )?.explain,
    ).toEqual({
      dumps: ['-'],
      cluster: 'a/b',
      ifLabels: [{ key: 'k', value: null }],
      ifNewClusters: [],
      next: 3,
    });
    for (const wrong of ['--if-label=k', '--now=soon', '--next=0']) {
      expect(() => parseCliArguments(['explain', '-', wrong], {})).toThrow(
        CliUsageError,
      );
    }
    expect(() => parseCliArguments(['explain'], {})).toThrow(CliUsageError);
  });

  it.each([
    [['--help']],
    [['-h']],
    [['help']],
    [['doctor', '--help']],
    [['handback', '-h', '--timeout', 'long']],
  ])('recognizes that %j asks for help', argv => {
    expect(parseCliArguments(argv, {})).toBeUndefined();
  });

  it.each([
    [[], '--kubeconfig is missing'],
    [['--kubeconfig', 'f', '--roles', 'kamayi'], 'no role kamayi'],
    [['--kubeconfig', 'f', '--roles', 'kamaji=yes'], 'not yes'],
    [['--kubeconfig', 'f', '--group', 'example.com'], 'no group example.com'],
    [['--kubeconfig', 'f', '--tenant-proxy', 'socks://x'], 'http://'],
    [['--kubeconfig', 'f', '--wat'], '--wat'],
    [['--kubeconfig', 'f', '--metrics-bind-address', '8080'], 'host:port'],
    [['--kubeconfig', 'f', '--probe-interval', '0'], 'from 1 to 3600'],
    [['--kubeconfig', 'f', '--allow-cidr', '10.0.0.0'], '10.0.0.0/8'],
    [['handback', '--kubeconfig', 'f', '--timeout', 'long'], '--timeout'],
    [['--kubeconfig', 'f', '--kubernetes-version', '1.35'], 'such as v1.30.2'],
    [['--kubeconfig', 'f', '--pod-cidr', '10.244.1.0/14'], '10.244.0.0/14'],
    [['--kubeconfig', 'f', '--pod-cidr', '10.96.0.0/16'], 'Services'],
    [['examine', '--kubeconfig', 'f'], 'no command examine'],
    [['doctor'], '--kubeconfig is missing'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseCliArguments(argv)).toThrow(CliUsageError);
    expect(() => parseCliArguments(argv)).toThrow(message);
  });
});
