import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { BOOTSTRAPPERS } from '../kubeadm/kubeadmAccess';
import { Secret } from '../kubelet/workloads';

/** The kubeadm bootstrap token that DPF gives to a DPU for joining. */
export class BootstrapToken {
  static generate(): BootstrapToken {
    return new BootstrapToken(
      randomBytes(3).toString('hex'),
      randomBytes(8).toString('hex'),
    );
  }

  readonly #secret: string;

  private constructor(readonly id: string, secret: string) {
    this.#secret = secret;
  }

  get bearer(): string {
    return `${this.id}.${this.#secret}`;
  }

  /** The Secret by which a cluster accepts the token and signs its cluster-info with it. */
  manifest(): Secret {
    const texts: Record<string, string> = {
      'token-id': this.id,
      'token-secret': this.#secret,
      'usage-bootstrap-authentication': 'true',
      'usage-bootstrap-signing': 'true',
      'auth-extra-groups': BOOTSTRAPPERS,
    };
    return {
      metadata: {
        name: `bootstrap-token-${this.id}`,
        namespace: 'kube-system',
      },
      type: 'bootstrap.kubernetes.io/token',
      data: Object.fromEntries(
        Object.entries(texts).map(([key, text]) => [
          key,
          Buffer.from(text, 'utf8').toString('base64'),
        ]),
      ),
    };
  }

  /** Whether the text was signed with the token. The signature is a detached JWS (RFC 7515, appendix F). */
  hasSigned(text: string, signature: string): boolean {
    const [header = '', , mac = ''] = signature.split('.');
    const wanted = createHmac('sha256', this.#secret)
      .update(`${header}.${Buffer.from(text, 'utf8').toString('base64url')}`)
      .digest();
    const given = Buffer.from(mac, 'base64url');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}
