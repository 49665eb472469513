import childProcess from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Commands } from './Commands';
import { ReleasePins, isOfBackstage } from './ReleasePins';
import { lockWithoutPins, severalVersions } from './lockFile';

const execFile = promisify(childProcess.execFile);

/** The create-app version that creates portals of Backstage 1.55, the oldest supported release. */
export const CREATE_APP = '@backstage/create-app@0.9.2';

/** `oldest`: as create-app makes it. `newest`: each package raised to the registry's newest, as `versions:bump` does. */
export const RELEASES = ['oldest', 'newest'] as const;
export type Release = (typeof RELEASES)[number];

const APP = 'packages/app';
const BACKEND = 'packages/backend';
const WORKSPACES = ['.', APP, BACKEND];
const LOCK = 'yarn.lock';

const MINUTE = 60_000;
const INSTALL_LIMIT = 15 * MINUTE;
/** Each round adds packages that the previous round did not know. Three rounds are needed. */
const MOST_ROUNDS = 8;

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  resolutions?: Record<string, string>;
}

/** A portal created by `create-app`, with all `@backstage/*` packages of one release. */
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

  readonly #pins = new ReleasePins();

  readonly #commands: Commands;

  private constructor(readonly folder: string, commands: Commands) {
    this.#commands = commands;
  }

  /**
   * Locks every Backstage package, including indirect dependencies, to the version of one release. Afterwards the portal is
   * as it was when that release was the newest one: its lock file has these versions, and no `resolutions` force them.
   */
  async pinOneRelease(release: Release): Promise<void> {
    if (release === 'newest') {
      await this.#raiseToNewest();
    }
    const own = this.#manifest('.').resolutions;
    const ranges = WORKSPACES.map(workspace =>
      this.#manifest(workspace),
    ).flatMap(({ dependencies, devDependencies }) => [
      dependencies,
      devDependencies,
    ]);
    ranges.forEach(of => this.#pins.add(of));
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      this.addResolutions(this.#pins.resolutions);
      await this.#resolve();
      if (this.ofOtherReleases().length === 0) {
        const lock = this.#read(LOCK);
        this.write(LOCK, lockWithoutPins(lock, this.#pins.resolutions, ranges));
        this.#setResolutions(own);
        await this.#resolve();
        this.#assertOneRelease();
        return;
      }
    }
    this.#assertOneRelease();
  }

  /** The packages of Backstage that the portal has in more than one version. */
  severalVersions(): string[] {
    return severalVersions(this.#read(LOCK));
  }

  /**
   * The packages of Backstage that the portal would have in more than one version with these packages added to its app or
   * to its back end. Changes nothing.
   */
  async severalVersionsWith(packages: {
    app: string[];
    backend: string[];
  }): Promise<string[]> {
    const files = [
      LOCK,
      ...WORKSPACES.map(workspace => path.join(workspace, 'package.json')),
    ];
    const before = files.map(file => ({ file, text: this.#read(file) }));
    for (const [workspace, names] of [
      [APP, packages.app],
      [BACKEND, packages.backend],
    ] as const) {
      const manifest = this.#manifest(workspace);
      const more = names.map(name => [name, '*']);
      this.#writeManifest(workspace, {
        ...manifest,
        dependencies: { ...manifest.dependencies, ...Object.fromEntries(more) },
      });
    }
    await this.#resolve();
    const several = this.severalVersions();
    before.forEach(({ file, text }) => this.write(file, text));
    return several;
  }

  /** The packages of Backstage that are installed below one of these packages, for that package alone. */
  nestedBelow(scope: string): string[] {
    const modules = path.join(this.folder, 'node_modules', scope);
    return fs.readdirSync(modules).flatMap(name => {
      const nested = path.join(modules, name, 'node_modules/@backstage');
      return fs.existsSync(nested)
        ? fs.readdirSync(nested).map(it => `${scope}/${name}: @backstage/${it}`)
        : [];
    });
  }

  /** Lists the Backstage packages whose version differs from the pinned one. */
  ofOtherReleases(): string[] {
    return this.#pins.addLockFile(this.#read(LOCK));
  }

  /** Adds to the `resolutions` of the manifest at the root. */
  addResolutions(resolutions: Record<string, string>): void {
    this.#setResolutions({
      ...this.#manifest('.').resolutions,
      ...resolutions,
    });
  }

  /** Runs shell commands in the portal's folder. */
  async shell(script: string): Promise<void> {
    await this.#commands.run('install', ['bash', '-euc', script], {
      cwd: this.folder,
      env: this.environment(),
      timeoutMs: INSTALL_LIMIT,
    });
  }

  /** @throws Error if the file does not contain the text. */
  replace(file: string, text: string, replacement: string): void {
    const before = this.#read(file);
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
      // On CI yarn would not write the lock file.
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      NO_UPDATE_NOTIFIER: '1',
      BROWSER: 'none',
      ...more,
    };
  }

  async #raiseToNewest(): Promise<void> {
    const newest = new Map<string, string>();
    for (const workspace of WORKSPACES) {
      const manifest = this.#manifest(workspace);
      for (const ranges of [manifest.dependencies, manifest.devDependencies]) {
        for (const name of Object.keys(ranges ?? {}).filter(isOfBackstage)) {
          const version =
            newest.get(name) ?? (await this.#newestVersionOf(name));
          newest.set(name, version);
          Object.assign(ranges ?? {}, { [name]: `^${version}` });
        }
      }
      this.#writeManifest(workspace, manifest);
    }
  }

  async #newestVersionOf(name: string): Promise<string> {
    const { stdout } = await execFile('npm', ['view', name, 'version'], {
      cwd: this.folder,
      timeout: MINUTE,
    });
    return stdout.trim();
  }

  async #resolve(): Promise<void> {
    await this.#commands.run(
      'resolve',
      ['yarn', 'install', '--mode=update-lockfile'],
      {
        cwd: this.folder,
        env: this.environment(),
        timeoutMs: 5 * MINUTE,
      },
    );
  }

  #assertOneRelease(): void {
    const others = this.ofOtherReleases();
    if (others.length > 0) {
      throw new Error(`Packages of more than one release: ${others}`);
    }
  }

  #setResolutions(resolutions: Record<string, string> | undefined): void {
    this.#writeManifest('.', { ...this.#manifest('.'), resolutions });
  }

  #manifest(workspace: string): Manifest {
    return JSON.parse(this.#read(path.join(workspace, 'package.json')));
  }

  #writeManifest(workspace: string, manifest: Manifest): void {
    this.write(
      path.join(workspace, 'package.json'),
      JSON.stringify(manifest, undefined, 2),
    );
  }

  #read(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }
}
