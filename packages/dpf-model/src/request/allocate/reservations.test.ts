import { EndpointReservation, readReservations } from './reservations';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const GOOD: EndpointReservation = {
  managementCluster: 'local',
  namespace: 'dpf-clusters',
  name: 'blue',
  vip: '10.66.66.70',
  virtualRouterID: 100,
  interface: 'br-dpu',
  reserved: '2026-11-24T09:55:00Z',
  expires: '2026-11-24T10:05:00Z',
};

function read(entry: unknown) {
  const text = typeof entry === 'string' ? entry : JSON.stringify(entry);
  return readReservations({ key: text }, NOW);
}

describe('readReservations', () => {
  it('should read what was written, also by a later release', () => {
    const uid = 'uid-blue';
    expect(read({ ...GOOD, uid, more: 1 }).reservations.get('key')).toEqual({
      ...GOOD,
      uid,
    });
  });

  it('should list what has ended', () => {
    expect(read({ ...GOOD, expires: '2026-11-24T10:00:00Z' })).toEqual({
      reservations: new Map(),
      expired: ['key'],
      malformed: [],
    });
  });

  it.each([
    [''],
    ['{'],
    ['null'],
    ['7'],
    [{}],
    [{ ...GOOD, vip: 'nonsense' }],
    [{ ...GOOD, virtualRouterID: '100' }],
    [{ ...GOOD, virtualRouterID: 256 }],
    [{ ...GOOD, expires: undefined }],
    [{ ...GOOD, expires: 'tomorrow' }],
    // It would never end.
    [{ ...GOOD, expires: '9999-01-01T00:00:00Z' }],
    [{ ...GOOD, uid: {} }],
    [{ ...GOOD, name: 'x'.repeat(5_000) }],
  ])('should count nothing for %j', entry => {
    expect(read(entry)).toEqual({
      reservations: new Map(),
      expired: [],
      malformed: ['key'],
    });
  });
});
