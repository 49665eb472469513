import {
  describeTaint,
  readToleration,
  tolerationProblem,
  untolerated,
} from './tolerations';

describe('the setting tolerations', () => {
  it.each([
    [
      'CriticalAddonsOnly=true:NoExecute',
      {
        key: 'CriticalAddonsOnly',
        operator: 'Equal',
        value: 'true',
        effect: 'NoExecute',
      },
    ],
    [
      'example.com/dedicated:NoSchedule',
      {
        key: 'example.com/dedicated',
        operator: 'Exists',
        effect: 'NoSchedule',
      },
    ],
    ['dedicated', { key: 'dedicated', operator: 'Exists' }],
    ['empty=', { key: 'empty', operator: 'Equal', value: '' }],
  ])('reads %s', (text, toleration) => {
    expect(tolerationProblem(text)).toBeUndefined();
    expect(readToleration(text)).toEqual(toleration);
  });

  it.each(['', '=x', 'a b', 'a=b c', 'a:Never', 'a=b:', ':NoExecute', 'a\nb'])(
    'does not read %j',
    text => {
      expect(tolerationProblem(text)).toBeDefined();
    },
  );
});

describe('a taint', () => {
  const taint = { key: 'a', value: 'b', effect: 'NoExecute' };

  it.each([
    [{ operator: 'Exists' }, true],
    [{ key: 'a', operator: 'Exists' }, true],
    [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }, false],
    [{ key: 'a', value: 'b' }, true],
    [{ key: 'a', operator: 'Equal', value: 'c' }, false],
    [{ key: 'c', operator: 'Exists' }, false],
  ])('is tolerated by %j: %s', (toleration, tolerated) => {
    expect(untolerated([taint], [toleration])).toEqual(
      tolerated ? [] : [taint],
    );
  });

  it('is written as kubectl writes it, which the setting reads again', () => {
    expect(describeTaint(taint)).toBe('a=b:NoExecute');
    const bare = { key: 'a', effect: 'NoSchedule' };
    expect(describeTaint(bare)).toBe('a:NoSchedule');
    for (const each of [taint, bare]) {
      expect(
        untolerated([each], [readToleration(describeTaint(each))]),
      ).toEqual([]);
    }
  });
});
