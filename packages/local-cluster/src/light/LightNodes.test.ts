import { LightNodes } from './LightNodes';

const node = (name: string) => JSON.stringify({ metadata: { name } });

describe('LightNodes', () => {
  it('lists by pages what was created or set, until it is deleted', () => {
    const nodes = new LightNodes();
    nodes.replace(['a', 'b']);
    expect(nodes.create(node('c')).code).toBe(201);
    expect(nodes.create(node('c')).code).toBe(409);
    const first = nodes.list(new URLSearchParams('limit=2'));
    expect(first.body).toMatchObject({
      metadata: { continue: '2' },
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
    });
    expect(
      nodes.list(new URLSearchParams('limit=2&continue=2')).body,
    ).toMatchObject({ items: [{ metadata: { name: 'c' } }] });
    expect(nodes.delete('a').code).toBe(200);
    expect(nodes.delete('a').code).toBe(404);
    expect(nodes.list(new URLSearchParams()).body).toMatchObject({
      items: [{ metadata: { name: 'b' } }, { metadata: { name: 'c' } }],
    });
  });

  it.each(['', 'null', '[]', '{}', '{"metadata":{"name":1}}'])(
    'does not take %p for a Node',
    text => {
      expect(new LightNodes().create(text).code).toBe(400);
    },
  );
});
