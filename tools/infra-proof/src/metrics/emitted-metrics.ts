import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A metric that an app writes: its name and the names of its dimensions, `Service` among them. */
export interface EmittedMetric {
  /** Folder below apps/. */
  readonly app: string;
  readonly service: string;
  readonly name: string;
  /** Sorted. */
  readonly dimensions: readonly string[];
  /** `Count` of what is counted; undefined where it is not written beside the value. */
  readonly unit: string | undefined;
  /** The docstring where it is written, on one line. */
  readonly meaning: string | undefined;
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
      callsIn(file, ['count', 'emit']).flatMap((call) => readCall(call, file, { app, service, root })),
    );
  });
}

function sourcesOf(directory: string): readonly ts.SourceFile[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(spec|testing)\.ts$/.test(path))
    .map((path) => join(directory, path))
    .map((path) => [path, readFileSync(path, 'utf8')] as const)
    .filter(([, text]) => /\b(?:createMetrics|metrics)\b/.test(text))
    .map(([path, text]) =>
      ts.createSourceFile(path, text, ts.ScriptTarget.Latest, /* setParentNodes */ true),
    );
}

/** What `createMetrics` is told. */
const servicesIn = (file: ts.SourceFile): readonly string[] =>
  nodesIn(file, ts.isCallExpression)
    .filter(({ expression }) => expression.getText() === 'createMetrics')
    .map((call) => {
      const service = objectOf(call.arguments[0], file).get('service')?.value;
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
  { app, service, root }: { readonly app: string; readonly service: string; readonly root: string },
): readonly EmittedMetric[] {
  const isCount = (call.expression as ts.PropertyAccessExpression).name.text === 'count';
  const [first, second, third] = call.arguments;
  const own = isCount
    ? [{ name: textOf(first, file), unit: 'Count', meaning: docstringAbove(call, file) }]
    : [...objectOf(first, file)].map(([name, { value, node }]) => ({
        name,
        unit: /\bunit: '(\w+)'/.exec(value?.getText() ?? '')?.[1],
        meaning: docstringBefore(node, file),
      }));
  const given = isCount ? third : second;
  const dimensions = given === undefined ? [] : [...objectOf(given, file).keys()];
  const { line } = file.getLineAndCharacterOfPosition(call.getStart());
  const at = `${relative(root, file.fileName)}:${line + 1}`;
  return own.map((metric) => ({
    app,
    service,
    ...metric,
    dimensions: ['Service', ...dimensions].sort(),
    at,
  }));
}

/** A string, or the constant of this file that is one. */
function textOf(node: ts.Expression | undefined, file: ts.SourceFile): string {
  const value = node !== undefined && ts.isIdentifier(node) ? constant(node, file) : node;
  if (value === undefined || !ts.isStringLiteral(value)) throw unreadable(node, file);
  return value.text;
}

interface Property {
  readonly node: ts.Node;
  /** Undefined where it is a name alone. */
  readonly value: ts.Expression | undefined;
}

/** An object as it is written, or the constant of this file that is one. */
function objectOf(node: ts.Expression | undefined, file: ts.SourceFile): ReadonlyMap<string, Property> {
  const object = node !== undefined && ts.isIdentifier(node) ? constant(node, file) : node;
  if (object === undefined || !ts.isObjectLiteralExpression(object)) throw unreadable(node, file);
  return new Map(
    object.properties.map((property): readonly [string, Property] => {
      if (ts.isShorthandPropertyAssignment(property))
        return [property.name.text, { node: property, value: undefined }];
      if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name))
        throw unreadable(property, file);
      return [property.name.text, { node: property, value: property.initializer }];
    }),
  );
}

const constant = (name: ts.Identifier, file: ts.SourceFile): ts.Expression | undefined =>
  nodesIn(file, ts.isVariableDeclaration).find(
    (declared) => ts.isIdentifier(declared.name) && declared.name.text === name.text,
  )?.initializer;

/** Before the call, or before the statements that it is part of. */
function docstringAbove(node: ts.Node, file: ts.SourceFile): string | undefined {
  if (ts.isBlock(node) || ts.isSourceFile(node) || ts.isFunctionLike(node)) return undefined;
  return docstringBefore(node, file) ?? docstringAbove(node.parent, file);
}

/** The last comment before it that begins with two stars: a statement has no docstring that the compiler would keep. */
function docstringBefore(node: ts.Node, file: ts.SourceFile): string | undefined {
  const text = (ts.getLeadingCommentRanges(file.text, node.getFullStart()) ?? [])
    .map(({ pos, end }) => file.text.slice(pos, end))
    .findLast((comment) => comment.startsWith('/**'));
  return text
    ?.replace(/^\/\*\*|\*\/$|^\s*\*(?!\/)/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

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
