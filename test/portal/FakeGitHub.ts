import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';

/** A file of a proposed commit. */
interface ProposedFile {
  path: string;
  content?: string;
  sha?: string;
}

/** What somebody proposed. */
export interface PullRequest {
  title: string;
  body: string;
  head: string;
  /** Text by path. */
  files: Record<string, string>;
}

const SHA = '1'.repeat(40);
const REPOSITORY = { default_branch: 'main', permissions: { push: true } };

async function bodyOf(req: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** As much of GitHub's API, on loopback, as a pull request needs. */
export class FakeGitHub {
  static async start(): Promise<FakeGitHub> {
    const github = new FakeGitHub();
    github.#server.listen(0, '127.0.0.1');
    await once(github.#server, 'listening');
    return github;
  }

  readonly pullRequests: PullRequest[] = [];
  readonly #blobs = new Map<string, string>();
  readonly #server: http.Server;
  #tree: ProposedFile[] = [];

  private constructor() {
    this.#server = http.createServer(async (req, res) => {
      const path = new URL(req.url ?? '', 'http://github').pathname;
      const answer = this.#answer(`${req.method} ${path}`, await bodyOf(req));
      res.writeHead(answer === undefined ? 404 : 200, {
        'content-type': 'application/json',
      });
      res.end(JSON.stringify(answer ?? { message: 'Not Found' }));
    });
  }

  /** For `integrations.github[].apiBaseUrl`. */
  get apiBaseUrl(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #answer(what: string, text: string): object | undefined {
    const [, call = ''] = /^(\S+ )\/repos\/[^/]+\/[^/]+/.test(what)
      ? [what, what.replace(/\/repos\/[^/]+\/[^/]+/, '')]
      : [what, what];
    switch (call) {
      case 'GET ':
        return REPOSITORY;
      case 'GET /commits':
        return [{ sha: SHA, commit: { tree: { sha: SHA } } }];
      case 'POST /git/blobs':
        return this.#keepBlob(JSON.parse(text));
      case 'POST /git/trees':
        this.#tree = JSON.parse(text).tree;
        return { sha: '2'.repeat(40) };
      case 'POST /git/commits':
        return { sha: '3'.repeat(40) };
      case 'POST /graphql':
        return { data: { repository: { ref: null } } };
      case 'POST /git/refs':
        return {};
      case 'POST /pulls':
        return this.#propose(JSON.parse(text));
      default:
        return undefined;
    }
  }

  #keepBlob({ content, encoding }: { content: string; encoding: string }) {
    const sha = String(this.#blobs.size).padStart(40, '0');
    this.#blobs.set(
      sha,
      encoding === 'base64'
        ? Buffer.from(content, 'base64').toString('utf8')
        : content,
    );
    return { sha };
  }

  #propose({ title, body, head }: Omit<PullRequest, 'files'>) {
    const files = Object.fromEntries(
      this.#tree.map(({ path, content, sha = '' }) => [
        path,
        content ?? this.#blobs.get(sha) ?? '',
      ]),
    );
    this.pullRequests.push({ title, body, head, files });
    const number = this.pullRequests.length;
    return {
      number,
      html_url: `https://github.com/example/clusters/pull/${number}`,
      base: { ref: 'main' },
    };
  }
}
