import { aDpu } from '../../__testUtils__/aDpu';
import { csvField, readAllDpus, toCsv } from './dpuCsv';

describe('csvField', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    [undefined, ''],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['a\r\nb', '"a\r\nb"'],
    // What a spreadsheet would run.
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['＝1', "'＝1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['—', '—'],
  ])('writes %j as %j', (text, written) => {
    expect(csvField(text)).toBe(written);
  });
});

describe('toCsv', () => {
  it('has a line for each DPU, ended as RFC 4180 says', () => {
    const held = aDpu({
      name: 'w2-dpu0',
      host: '=cmd|x',
      device: undefined,
      state: 'held',
      label: 'Rebooting, 10 of 14',
      waitsFor: 'A reboot of host w2',
      who: 'platform',
      cluster: undefined,
      origin: undefined,
      outdated: undefined,
    });
    expect(toCsv([aDpu(), held]).split('\r\n')).toEqual([
      'DPU,Namespace,Management cluster,Host,Device,Serial number,State,Waits for,Who acts,Since,Cluster,Source,Outdated',
      'w1-dpu0,dpf-operator-system,local,w1,dpu0,SN-w1-dpu0,Operational,,,2026-11-24T10:00:00Z,team-a/blue,DPUSet dpf-operator-system/rack-1,no',
      `w2-dpu0,dpf-operator-system,local,'=cmd|x,,SN-w2-dpu0,"Rebooting, 10 of 14",A reboot of host w2,platform team,2026-11-24T10:00:00Z,,by hand,—`,
      '',
    ]);
  });
});

describe('readAllDpus', () => {
  it('reads every page of what matches', async () => {
    const pages = [
      { items: [aDpu()], pageInfo: { nextCursor: 'c1' } },
      { items: [aDpu({ name: 'w2-dpu0' })], pageInfo: {} },
    ];
    const getDpus = jest.fn();
    for (const page of pages) {
      getDpus.mockResolvedValueOnce({
        ...page,
        totalItems: 2,
        counts: {},
        sources: [],
      });
    }
    const all = await readAllDpus({ getDpus }, { text: 'w' });
    expect(all.map(({ name }) => name)).toEqual(['w1-dpu0', 'w2-dpu0']);
    expect(getDpus.mock.calls.map(([query]) => query)).toEqual([
      { text: 'w', limit: 1000 },
      { text: 'w', limit: 1000, cursor: 'c1' },
    ]);
  });
});
