import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A metric that an app writes: its name and the names of its dimensions, `Service` among them. */
export interface EmittedMetric {
  readonly service: string;
  readonly name: string;
  /** Sorted. */
  readonly dimensions: readonly string[];
  /** Where it is written. */
  readonly at: string;
}

/**
 * The metrics that the apps write, read out of their sources: every `metrics.count(name, …, dimensions)` and
 * `metrics.emit({ name: … }, dimensions)`. Some of them no test could provoke in one run, such as `Wedged`.
 * @throws for a call that is written in another way than it understands
 */
export function emittedMetrics(root: string): readonly EmittedMetric[] {
  return readdirSync(join(root, 'apps')).flatMap((app) => {
    const files = sourcesOf(join(root, 'apps', app, 'src'));
    const services = files.flatMap((file) => servicesIn(file));
    const [service] = services;
    if (service === undefined || services.length > 1)
      throw new Error(`${app} names ${services.length} services of metrics, not one`);
    return files.flatMap((file) =>
      callsIn(file, ['count', 'emit']).flatMap((call) => readCall(call, file, service, root)),
    );
  });
}

function sourcesOf(directory: string): readonly ts.SourceFile[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(spec|testing)\.ts$/.test(path))
    .map((path) => join(directory, path))
    .map((path) =>
      ts.createSourceFile(
        path,
        readFileSync(path, 'utf8'),
        ts.ScriptTarget.Latest,
        /* setParentNodes */ true,
      ),
    );
}

/** What `createMetrics` is told. */
const servicesIn = (file: ts.SourceFile): readonly string[] =>
  nodesIn(file, ts.isCallExpression)
    .filter(({ expression }) => expression.getText() === 'createMetrics')
    .map((call) => {
      const settings = objectOf(call.arguments[0], file);
      const service = settings.get('service');
      if (service === undefined || !ts.isStringLiteral(service)) throw unreadable(call, file);
      return service.text;
    });

/** Calls of methods of what is named `metrics`. */
const callsIn = (file: ts.SourceFile, methods: readonly string[]): readonly ts.CallExpression[] =>
  nodesIn(file, ts.isCallExpression).filter(
    ({ expression }) =>
      ts.isPropertyAccessExpression(expression) &&
      methods.includes(expression.name.text) &&
      /(^|\.)metrics$/.test(expression.expression.getText()),
  );

function readCall(
  call: ts.CallExpression,
  file: ts.SourceFile,
  service: string,
  root: string,
): readonly EmittedMetric[] {
  const isCount = (call.expression as ts.PropertyAccessExpression).name.text === 'count';
  const [first, second, third] = call.arguments;
  const names = isCount ? [textOf(first, file)] : [...objectOf(first, file).keys()];
  const given = isCount ? third : second;
  const own = given === undefined ? [] : [...objectOf(given, file).keys()];
  const { line } = file.getLineAndCharacterOfPosition(call.getStart());
  const at = `${relative(root, file.fileName)}:${line + 1}`;
  return names.map((name) => ({ service, name, dimensions: ['Service', ...own].sort(), at }));
}

/** A string, or the constant of this file that is one. */
function textOf(node: ts.Expression | undefined, file: ts.SourceFile): string {
  const value = node !== undefined && ts.isIdentifier(node) ? constant(node, file) : node;
  if (value === undefined || !ts.isStringLiteral(value)) throw unreadable(node, file);
  return value.text;
}

/** An object as it is written, or the constant of this file that is one. */
function objectOf(
  node: ts.Expression | undefined,
  file: ts.SourceFile,
): Map<string, ts.Expression | undefined> {
  const value = node !== undefined && ts.isIdentifier(node) ? constant(node, file) : node;
  if (value === undefined || !ts.isObjectLiteralExpression(value)) throw unreadable(node, file);
  return new Map(
    value.properties.map((property) => {
      if (ts.isShorthandPropertyAssignment(property)) return [property.name.text, undefined] as const;
      if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name))
        throw unreadable(property, file);
      return [property.name.text, property.initializer] as const;
    }),
  );
}

const constant = (name: ts.Identifier, file: ts.SourceFile): ts.Expression | undefined =>
  nodesIn(file, ts.isVariableDeclaration).find(
    (declared) => ts.isIdentifier(declared.name) && declared.name.text === name.text,
  )?.initializer;

function nodesIn<N extends ts.Node>(file: ts.SourceFile, is: (node: ts.Node) => node is N): readonly N[] {
  const found: N[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function unreadable(node: ts.Node | undefined, file: ts.SourceFile): Error {
  const { line } = file.getLineAndCharacterOfPosition(node?.getStart() ?? 0);
  return new Error(`${file.fileName}:${line + 1}: what is written here as a metric cannot be read`);
}
