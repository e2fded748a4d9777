/**
 * Where output becomes visible, in two steps: everything is brought there out of sight first, and shown when all of
 * it is there, so that whoever looks never finds a part of it, nor the output of a run that failed.
 */
export interface Destination {
  /** For people. */
  readonly uri: string;
  /**
   * Before any work: refuses what must not be replaced, learns whether it may be written, and gives the folder
   * where files for it are best made.
   * @throws {UsageError} when something stands there that is not to be replaced
   */
  prepare(): Promise<{ readonly workFolder: string }>;
  /** Brings files there, durable but not visible; they are moved from where they are. */
  stage(files: readonly FileToStage[], options: StageOptions): Promise<void>;
  /** Shows what was staged in place of what an earlier run left there, and removes the rest of that. */
  publish(): Promise<void>;
  /** Takes back what was staged, and what is shown already where nothing stood before; does not throw. */
  abandon(): Promise<void>;
}

export interface FileToStage {
  readonly path: string;
  /** In a folder or under a prefix; the place itself has the name of a single file. */
  readonly name: string;
  readonly sizeBytes: number;
}

export interface StageOptions {
  readonly signal: AbortSignal;
  /** Of those that travel: the bytes that are there. */
  readonly onBytes: (sent: number) => void;
}
