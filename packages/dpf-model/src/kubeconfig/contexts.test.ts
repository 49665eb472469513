import { stringify } from 'yaml';
import {
  CA_DATA,
  HOSTILE_KUBECONFIGS,
  kubeconfigObject,
  mergedKubeconfig,
} from '@dpf-portal/test-support';
import {
  contextProblem,
  kubeconfigContexts,
  preselectedContext,
} from './contexts';
import { inspectKubeconfig, parseSafeKubeconfig } from './inspectKubeconfig';

describe('kubeconfigContexts', () => {
  it('should list the contexts of a merged file, each with why it cannot be used', () => {
    expect(kubeconfigContexts(mergedKubeconfig())).toEqual([
      {
        name: 'blue',
        isCurrent: false,
        server: 'https://10.0.0.10:6443',
      },
      {
        name: 'arn:aws:eks:eu-west-1:123456789012:cluster/green',
        isCurrent: true,
        server: 'https://10.0.0.11:443',
        problem: expect.stringContaining('exec is not accepted'),
      },
      {
        name: 'rancher',
        isCurrent: false,
        problem: expect.stringContaining('DPUs join by host and port'),
      },
      {
        name: 'red',
        isCurrent: false,
        server: 'https://10.0.0.12:6443',
      },
      {
        name: 'lost',
        isCurrent: false,
        problem: expect.stringContaining('does not lead to a cluster'),
      },
    ]);
  });

  it('should offer no choice where there is none', () => {
    expect(kubeconfigContexts(stringify(kubeconfigObject()))).toEqual([]);
    expect(kubeconfigContexts('')).toEqual([]);
  });

  it('should read hostile documents no further than others', () => {
    for (const { content } of HOSTILE_KUBECONFIGS) {
      const text = content.toString();
      const before = performance.now();
      const contexts = kubeconfigContexts(text);
      expect(performance.now() - before).toBeLessThan(1_000);
      expect(contexts.length).toBeLessThan(10);
    }
  });

  it('should not show a name that is too long, or that cannot be printed', () => {
    const names = ['a'.repeat(300), 'a\u0007b', 'blue'];
    const text = stringify(
      kubeconfigObject({
        top: {
          contexts: names.map(name => ({
            name,
            context: { cluster: 'blue', user: 'admin' },
          })),
        },
      }),
    );
    expect(
      kubeconfigContexts(text).map(({ name, problem }) => [
        name.length,
        problem,
      ]),
    ).toEqual([
      [253, expect.stringContaining('too long')],
      [3, expect.stringContaining('cannot be shown')],
      [4, undefined],
    ]);
  });

  it('should read a file of thirty contexts', () => {
    const many = Array.from({ length: 30 }, (_, index) => `c-${index}`);
    const text = stringify(
      kubeconfigObject({
        top: {
          clusters: many.map(name => ({
            name,
            cluster: {
              server: 'https://10.0.0.10:6443',
              'certificate-authority-data': CA_DATA,
            },
          })),
          users: many.map(name => ({
            name,
            user: {
              exec: {
                apiVersion: 'client.authentication.k8s.io/v1beta1',
                command: 'aws',
                args: ['--region', 'eu-west-1', 'eks', 'get-token', name],
                env: [{ name: 'AWS_PROFILE', value: 'x' }],
              },
            },
          })),
          contexts: many.map(name => ({
            name,
            context: { cluster: name, user: name },
          })),
        },
      }),
      { aliasDuplicateObjects: false },
    );
    expect(kubeconfigContexts(text)).toHaveLength(30);
  });
});

describe('preselectedContext', () => {
  const context = (name: string, isCurrent = false, problem?: string) => ({
    name,
    isCurrent,
    problem,
  });
  it.each([
    ['the current one', [context('a'), context('b', true)], 'b'],
    [
      'the only usable one, where the current one is not',
      [context('a'), context('b', true, 'no')],
      'a',
    ],
    ['none, where two are left', [context('a'), context('b')], undefined],
    ['none, where none can be used', [context('a', true, 'no')], undefined],
  ])('should be %s', (_, contexts, name) => {
    expect(preselectedContext(contexts)).toBe(name);
  });
});

describe('A chosen context', () => {
  it('should be read and no other', () => {
    const text = mergedKubeconfig();
    expect(parseSafeKubeconfig(text, { context: 'red' })).toMatchObject({
      host: '10.0.0.12',
    });
    const { problems } = inspectKubeconfig(text);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['FieldNotAllowed', 'users[1].user.exec'],
      ['ClientCertificateMissing', 'users[1].user'],
    ]);
  });

  it('should be current-context in a Secret, as for DPF', () => {
    const text = mergedKubeconfig({ current: 'red' });
    expect(parseSafeKubeconfig(text)).toMatchObject({ host: '10.0.0.12' });
  });

  it('should be asked for where there are several', () => {
    const text = mergedKubeconfig();
    expect(contextProblem(text, 'red')).toBeUndefined();
    expect(contextProblem(text, undefined)).toMatch(
      /^The kubeconfig has several contexts\. Name the one of the DPU cluster: blue, arn:aws:eks:eu-west-1:123456789012:cluster\/green \(current; cannot be used: exec is not accepted.*\), rancher \(cannot be used: .*\), red, lost \(cannot be used: .*\)\.$/,
    );
    expect(contextProblem(text, 'orange')).toMatch(
      /^The kubeconfig has no context of this name\. Its contexts: blue, /,
    );
  });

  it('should not be asked for where there is one', () => {
    const text = stringify(kubeconfigObject());
    expect(contextProblem(text, undefined)).toBeUndefined();
    expect(contextProblem(text, 'admin@blue')).toBeUndefined();
    expect(contextProblem(text, 'x')).toBe(
      'The kubeconfig has no context of this name. Its contexts: admin@blue (current).',
    );
  });

  it.each([
    ['blue', 'blue'],
    ['', 'several contexts, and current-context chooses none'],
  ])('should follow current-context “%s”', (current, said) => {
    const text = mergedKubeconfig({ current });
    const { problems, clusterName } = inspectKubeconfig(text);
    expect(problems[0]?.message ?? clusterName).toContain(said);
  });
});
