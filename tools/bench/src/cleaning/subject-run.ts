/** What a subject is asked to do: clean one gzipped tsv of title-basics into an empty folder. */
export interface SubjectTask {
  readonly inputPath: string;
  readonly outputDirectory: string;
  /** The input is meant to be all bad, and the run shall go through it to its end all the same. */
  readonly allBad: boolean;
}

/** What a subject says that it did. */
export interface SubjectResult {
  /** Rows that it wrote as good. */
  readonly clean: number;
  /** Records that it refused; null where it does not know. */
  readonly rejected: number | null;
  /** Files with the good rows. */
  readonly rowFiles: readonly string[];
  /** Files with the refused records, of Sluice. */
  readonly rejectFiles: readonly string[];
}

/** What a process used, as the operating system counted it. */
export interface ProcessUse {
  /** User and system. */
  readonly cpuMs: number;
  /** Largest resident set. */
  readonly peakBytes: number;
}
