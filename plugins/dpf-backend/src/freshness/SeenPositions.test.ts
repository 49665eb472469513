import { newestOf, readSeen, writeSeen } from './SeenPositions';

const LOCAL = new Map([
  ['stores', '9'],
  ['other_', '120'],
]);

describe('readSeen', () => {
  it('reads what writeSeen wrote', () => {
    const positions = new Map([
      ['local', LOCAL],
      ['site-b', new Map([['stores', '7']])],
    ]);
    const seen = readSeen(writeSeen('me', positions));
    expect([...seen.replicas]).toEqual(['me']);
    expect(seen.positions).toEqual(positions);
  });

  it('takes the newest of several, as numbers', () => {
    const one = writeSeen('a', new Map([['local', LOCAL]]));
    const other = writeSeen(
      'b',
      new Map([['local', new Map([['stores', '10']])]]),
    );
    const { replicas, positions } = readSeen(`${one} ${other}`);
    expect([...replicas]).toEqual(['a', 'b']);
    expect(positions.get('local')).toEqual(
      new Map([
        ['stores', '10'],
        ['other_', '120'],
      ]),
    );
  });

  it.each([
    '',
    ' ',
    'a',
    'a;local',
    'a;local=',
    'a;local=stores',
    'a;local=stores:',
    'a;local=stores:-1',
    'a;local=stores:1e9',
    'a;local=toolong:1',
    `a;local=stores:${'9'.repeat(21)}`,
    ';=;=;',
  ])('finds no version in %j', text => {
    const { positions } = readSeen(text);
    expect([...positions.values()].flatMap(position => [...position])).toEqual(
      [],
    );
  });

  it('compares a version with leading zeros as a number', () => {
    expect(readSeen('a;local=stores:0012').positions.get('local')).toEqual(
      new Map([['stores', '12']]),
    );
  });
});

describe('newestOf', () => {
  it('has what either has', () => {
    expect(newestOf(undefined, undefined)).toEqual(new Map());
    expect(newestOf(LOCAL, new Map([['stores', '8']]))).toEqual(LOCAL);
    expect(newestOf(undefined, LOCAL)).toEqual(LOCAL);
  });
});
