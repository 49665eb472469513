import fs from 'node:fs';
import path from 'node:path';
import { Commands } from './Commands';
import { ReleasePins } from './ReleasePins';

/** Makes portals of Backstage 1.55. */
export const CREATE_APP = '@backstage/create-app@0.9.2';

const MINUTE = 60_000;
const INSTALL_LIMIT = 15 * MINUTE;
/** Each round brings in packages that the round before did not know; there are three. */
const MOST_ROUNDS = 8;

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  resolutions?: Record<string, string>;
}

/** A portal as `create-app` makes it, with every `@backstage/*` package of one release. */
export class PortalFolder {
  static async create(
    folder: string,
    commands: Commands,
  ): Promise<PortalFolder> {
    await commands.run(
      'create-app',
      ['npx', '--yes', CREATE_APP, '--skip-install', '--path', folder],
      {
        cwd: path.dirname(folder),
        env: { ...process.env, BACKSTAGE_APP_NAME: 'portal' },
        timeoutMs: 5 * MINUTE,
      },
    );
    return new PortalFolder(folder, commands);
  }

  private readonly pins = new ReleasePins();

  private constructor(
    readonly folder: string,
    private readonly commands: Commands,
  ) {}

  /** Pins every package of Backstage, also those that only other packages ask for. */
  async pinOneRelease(): Promise<void> {
    for (const workspace of ['.', 'packages/app', 'packages/backend']) {
      const { dependencies, devDependencies } = this.manifest(workspace);
      this.pins.add(dependencies);
      this.pins.add(devDependencies);
    }
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      this.addResolutions(this.pins.resolutions);
      await this.commands.run(
        'resolve',
        ['yarn', 'install', '--mode=update-lockfile'],
        {
          cwd: this.folder,
          env: this.environment(),
          timeoutMs: 5 * MINUTE,
        },
      );
      if (this.ofOtherReleases().length === 0) {
        return;
      }
    }
    throw new Error(
      `Packages of more than one release: ${this.ofOtherReleases()}`,
    );
  }

  /** Packages of Backstage whose version is not the one that is pinned. */
  ofOtherReleases(): string[] {
    return this.pins.addLockFile(this.read('yarn.lock'));
  }

  /** Adds to the `resolutions` of the manifest at the root. */
  addResolutions(resolutions: Record<string, string>): void {
    const manifest = this.manifest('.');
    manifest.resolutions = { ...manifest.resolutions, ...resolutions };
    this.write('package.json', JSON.stringify(manifest, undefined, 2));
  }

  /** Runs lines of a shell in the portal's folder. */
  async shell(script: string): Promise<void> {
    await this.commands.run('install', ['bash', '-euc', script], {
      cwd: this.folder,
      env: this.environment(),
      timeoutMs: INSTALL_LIMIT,
    });
  }

  /** @throws Error when the file does not hold the text. */
  replace(file: string, text: string, replacement: string): void {
    const before = this.read(file);
    if (!before.includes(text)) {
      throw new Error(`${file} does not hold: ${text}`);
    }
    this.write(
      file,
      before.replace(text, () => replacement),
    );
  }

  write(file: string, text: string): void {
    fs.writeFileSync(path.join(this.folder, file), text);
  }

  environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      ...process.env,
      NODE_ENV: 'development',
      // On CI yarn would refuse to write the lock file.
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      NO_UPDATE_NOTIFIER: '1',
      BROWSER: 'none',
      ...more,
    };
  }

  private manifest(workspace: string): Manifest {
    return JSON.parse(this.read(path.join(workspace, 'package.json')));
  }

  private read(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }
}
