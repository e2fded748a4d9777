import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A variable as src/config.ts writes it. */
export interface DeclaredVariable {
  readonly name: string;
  /** Its docstring, on one line; undefined where it has none. */
  readonly meaning: string | undefined;
  /** What its schema is imported as, where it is a name: `logLevelVariable`. */
  readonly schemaName: string | undefined;
}

/** Where a project keeps the schema of its variables. */
export const configFile = (folder: string): string => join(folder, 'src', 'config.ts');

export const hasConfig = (root: string, folder: string): boolean =>
  existsSync(join(root, configFile(folder)));

/**
 * The variables of a project in the order in which its schema has them.
 * @throws when src/config.ts has no `z.object({ … })` in a constant whose name ends in `configSchema`
 */
export function declaredVariables(root: string, folder: string): readonly DeclaredVariable[] {
  const path = join(root, configFile(folder));
  const source = parse(path);
  const schema = constantsOf(source).find(({ name }) => /configSchema$/i.test(name.getText()));
  const shape = schema && objectShape(schema);
  if (shape === undefined) throw new Error(`${path} has no configSchema with z.object({ … })`);
  return shape.properties.map((property) => {
    if (!ts.isPropertyAssignment(property))
      throw new Error(`${path}: ${property.getText()} is no variable with a schema`);
    const { name, initializer } = property;
    return {
      name: name.getText(),
      meaning: docstringOf(property),
      schemaName: ts.isIdentifier(initializer) ? initializer.text : undefined,
    };
  });
}

/** Docstrings of the constants that a file declares, on one line each, by their names. */
export const constantDocstrings = (path: string): ReadonlyMap<string, string> =>
  new Map(
    constantsOf(parse(path)).flatMap((constant) => {
      const text = docstringOf(constant.parent.parent);
      return text === undefined ? [] : [[constant.name.getText(), text] as const];
    }),
  );

/** Names of the properties of the first `z.object({ … })` of a file. */
export function objectKeys(path: string): readonly string[] {
  const shape = objectShape(parse(path));
  return (shape?.properties ?? []).flatMap(({ name }) => name?.getText() ?? []);
}

const parse = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, /* setParentNodes */ true);

const constantsOf = (source: ts.SourceFile): readonly ts.VariableDeclaration[] =>
  source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations);

function objectShape(node: ts.Node): ts.ObjectLiteralExpression | undefined {
  if (ts.isCallExpression(node) && /^z\s*\.object$/.test(node.expression.getText())) {
    const [shape] = node.arguments;
    if (shape !== undefined && ts.isObjectLiteralExpression(shape)) return shape;
  }
  return ts.forEachChild(node, objectShape);
}

function docstringOf(node: ts.Node): string | undefined {
  const written = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)?.comment;
  const text = ts.getTextOfJSDocComment(written)?.replace(/\s+/g, ' ').trim();
  return text === '' ? undefined : text;
}
