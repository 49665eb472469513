import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { UserRate } from './UserRate';

describe('UserRate', () => {
  it('keeps nobody out for longer than a minute when the clock is set back', () => {
    let now = 1_000_000;
    const clock = { now: () => now };
    const rate = new UserRate({ clock, limit: 1, what: 'uploads' });
    rate.take('user:default/a');
    expect(() => rate.take('user:default/a')).toThrow('at most 1 uploads');
    now -= 500_000;
    rate.take('user:default/a');
    expect(() => rate.take('user:default/a')).toThrow('at most 1 uploads');
  });

  it('bounds how many users it remembers, and forgets the longest unheard first', () => {
    const rate = new UserRate({
      clock: new FakeClock(),
      limit: 1,
      what: 'uploads',
    });
    for (let n = 0; n < 10_001; n++) {
      rate.take(`user:default/u${n}`);
    }
    rate.take('user:default/u0');
    expect(() => rate.take('user:default/u10000')).toThrow('a minute');
  });
});
