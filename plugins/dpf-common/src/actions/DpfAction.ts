import type { z as Zod } from 'zod/v3';
import { PortalPages } from '@dpf-portal/dpf-model';
import { DpfApi } from '../api/DpfApi';

/** The zod of whoever loads an action: the scaffolder and the actions registry each bring their own. @public */
export type ZodOfHost = typeof Zod;

/** The fields of an action's input or output, as its author writes them. @public */
export type ActionFields = {
  readonly [field: string]: (z: ZodOfHost) => Zod.ZodTypeAny;
};

/** The values that fields describe. */
export type ActionValues<Fields extends ActionFields> = Zod.infer<
  Zod.ZodObject<{ [F in keyof Fields]: ReturnType<Fields[F]> }>
>;

/** The fields that describe values. @public */
export type FieldsOf<Values> = {
  readonly [F in keyof Values]-?: (z: ZodOfHost) => Zod.ZodType<Values[F]>;
};

/** The clock of actions. @public */
export interface ActionClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with an `AbortError` when the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The options of one call of the dpf back end by an action. @public */
export interface ActionCallOptions {
  token: string;
  signal?: AbortSignal;
}

/** The calls of the dpf back end that actions make. @public */
export type ActionApi = Pick<
  DpfApi,
  | 'listDpuClusters'
  | 'getDpuCluster'
  | 'createDpuCluster'
  | 'updateDpuCluster'
  | 'deleteDpuCluster'
  | 'listCredentials'
  | 'getPlatform'
  | 'getSetup'
>;

/** What an action gets from its host: a task of the scaffolder, or the actions registry. @public */
export interface ActionContext {
  dpf: ActionApi;
  /**
   * Makes one call on behalf of the caller, with a token of its own, because a task may outlive a token. An error that it
   * throws says what to do.
   */
  call<T>(call: (options: ActionCallOptions) => Promise<T>): Promise<T>;
  /** For lines that the caller reads while the action runs. */
  log: { info(line: string): void; warn(line: string): void };
  clock: ActionClock;
  /** What a request made by the action comes from. */
  origin: { requestId: string; templateRef?: string };
  signal?: AbortSignal;
  /** For links to pages of the portal. */
  pages: PortalPages;
  /** The address of the dpf back end for users' machines, as `https://portal.example.com/api/dpf`. */
  apiBaseUrl(): Promise<string>;
}

/**
 * One action: one schema and one function, which the actions registry and the scaffolder use alike. It acts only through the
 * REST API, so permissions and audit events are those of the routes.
 *
 * @public
 */
export interface DpfAction<Input, Output, Direct = {}> {
  /** The name in the actions registry. */
  name: string;
  title: string;
  description: string;
  attributes: { readOnly: boolean; destructive: boolean; idempotent: boolean };
  input: FieldsOf<Input>;
  output: FieldsOf<Output>;
  /** Further inputs, where no task gives their values. */
  direct: FieldsOf<Direct>;
  examples: ReadonlyArray<{ title: string; input: Input & Direct }>;
  run(input: Input & Direct, context: ActionContext): Promise<Output>;
}

/** An action as its author writes it. */
interface WrittenAction<
  Input extends ActionFields,
  Output extends ActionFields,
  Direct extends ActionFields,
> extends Omit<
    DpfAction<ActionValues<Input>, ActionValues<Output>, ActionValues<Direct>>,
    'input' | 'output' | 'direct'
  > {
  input: Input;
  output: Output;
  direct: Direct;
}

/** Types an action by the values of its fields. */
export function defineAction<
  Input extends ActionFields,
  Output extends ActionFields,
  Direct extends ActionFields,
>(
  action: WrittenAction<Input, Output, Direct>,
): DpfAction<ActionValues<Input>, ActionValues<Output>, ActionValues<Direct>>;
export function defineAction(action: object): object {
  return action;
}

/** Fields as a zod object. @public */
export function zodObjectOf<Fields extends ActionFields>(
  z: ZodOfHost,
  fields: Fields,
): Zod.ZodObject<{ [F in keyof Fields]: ReturnType<Fields[F]> }> {
  const shape = Object.entries(fields).map(([field, make]) => [field, make(z)]);
  return z.object(
    Object.fromEntries(shape) as {
      [F in keyof Fields]: ReturnType<Fields[F]>;
    },
  );
}
