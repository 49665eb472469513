import { createHmac } from 'node:crypto';
import { BootstrapToken } from './BootstrapToken';

const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** Signs like the signer controller of a cluster: a detached JWS with HS256. */
function sign(text: string, secret: string): string {
  const header = base64url('{"alg":"HS256","kid":"abc"}');
  const mac = createHmac('sha256', secret)
    .update(`${header}.${base64url(text)}`)
    .digest('base64url');
  return `${header}..${mac}`;
}

describe('BootstrapToken', () => {
  const token = BootstrapToken.generate();
  const [id, secret] = token.bearer.split('.');

  it('is of the form that kubeadm asks for, and never the same twice', () => {
    expect(token.bearer).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    expect(BootstrapToken.generate().bearer).not.toBe(token.bearer);
    expect(token.manifest().metadata.name).toBe(`bootstrap-token-${id}`);
  });

  it('believes what was signed with it', () => {
    expect(token.hasSigned('text', sign('text', secret))).toBe(true);
  });

  it.each([
    ['another text', sign('other', secret)],
    ['another token', sign('text', 'b'.repeat(16))],
    ['nobody', ''],
    ['half a signature', sign('text', secret).slice(0, -4)],
  ])('does not believe what was signed for or by %s', (_, signature) => {
    expect(token.hasSigned('text', signature)).toBe(false);
  });
});
