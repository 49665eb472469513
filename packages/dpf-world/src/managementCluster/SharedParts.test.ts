import { SharedParts } from './SharedParts';

const template = (name: string) => ({
  name,
  containers: [{ image: 'keepalived' }],
  volumes: [{ configMap: { name } }],
});

describe('SharedParts', () => {
  it('gives equal fields one copy, and leaves every object as it was', () => {
    const parts = new SharedParts();
    const a = parts.fieldsOf(template('a'));
    const b = parts.fieldsOf(template('b'));
    expect(a).toEqual(template('a'));
    expect(b).toEqual(template('b'));
    expect(b.containers).toBe(a.containers);
    expect(b.volumes).not.toBe(a.volumes);
  });

  it('does not keep without end what does not repeat', () => {
    const parts = new SharedParts();
    const first = parts.fieldsOf({ list: ['first'] });
    for (let i = 0; i < 1000; i++) {
      parts.fieldsOf({ list: [i] });
    }
    expect(parts.fieldsOf({ list: ['first'] }).list).not.toBe(first.list);
    const again = parts.fieldsOf({ list: [999] });
    expect(parts.fieldsOf({ list: [999] }).list).toBe(again.list);
  });
});
