/** What an app's package.json says of its artifact, below `artifact`. */
export interface ArtifactSettings {
  /** Of all scripts of the bundle together. */
  readonly maxBytes: number;
  /** Of the script that is loaded at every start: chunks that are loaded when they are needed do not count. */
  readonly maxStartBytes: number;
  /** CPU time of a start with the handler loaded, over that of Node alone. */
  readonly maxStartRatio: number;
  /** The variables without which the handler does not start. */
  readonly startVariables: Readonly<Record<string, string>>;
}

/** Of an app that says nothing: wide enough for a new one, too narrow for a dependency that brings half of npm. */
const defaults: ArtifactSettings = {
  maxBytes: 1_048_576,
  maxStartBytes: 524_288,
  maxStartRatio: 5,
  startVariables: {},
};

/** Settings with the defaults of what they leave out; throws every problem at once. `file` is where they stand. */
export function artifactSettings(file: string, stated: unknown = {}): ArtifactSettings {
  if (typeof stated !== 'object' || stated === null) throw new Error(`${file}: artifact is no object`);
  const problems = Object.entries(stated).flatMap(([name, value]) => {
    if (!(name in defaults))
      return [`artifact.${name} is not known: ${Object.keys(defaults).join(', ')} are`];
    if (name === 'startVariables')
      return isVariables(value) ? [] : [`artifact.${name} is no object of texts`];
    return typeof value === 'number' && value > 0 ? [] : [`artifact.${name} is no positive number`];
  });
  if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}`);
  return { ...defaults, ...stated };
}

const isVariables = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((variable) => typeof variable === 'string');
