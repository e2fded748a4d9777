import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from './app.js';
import type { BundledPackages } from './bundled-packages.js';
import type { ShippedPackage } from './shipped-packages.js';

export const noticesFile = 'THIRD-PARTY-NOTICES';

/**
 * Licence texts and notices of others' code in a bundle, which minifying takes out of it. A text that several share
 * stands once. What is installed beside a bundle brings its own.
 */
export async function thirdPartyNotices(
  workspace: string,
  app: App,
  shipped: readonly ShippedPackage[],
  bundled: BundledPackages,
): Promise<string> {
  const packagesOf = new Map<string, string[]>();
  const others = shipped.filter(({ bytes, isOfWorkspace }) => bytes > 0 && !isOfWorkspace);
  for (const { path, name, version, license } of others) {
    const own = await noticesOf(workspace, path, bundled.modules.get(path) ?? []);
    const text = own || withoutText(path, license, others);
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), `${name} ${version}, ${license}`]);
  }
  const sections = [...packagesOf].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`);
  const title = `${app.name} ${app.version} contains code of these packages, under their licences.\n`;
  return [title, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/** Apache's licence asks for its text alone, which names no holder: another package's will do. Others name theirs. */
function withoutText(path: string, license: string, others: readonly ShippedPackage[]): string {
  if (license === 'Apache-2.0' && others.some((other) => other.path !== path && other.license === license))
    return 'Brings no text of its licence, which is the Apache License, Version 2.0, as it stands here with others.';
  throw new Error(
    `${path} brings no text of its licence (${license}), which has to be passed on with its code`,
  );
}

/** Empty for a package that says nothing. */
async function noticesOf(workspace: string, path: string, modules: readonly string[]): Promise<string> {
  const names = await readdir(join(workspace, path)).catch(() => {
    throw new Error(`${path} is not installed, so that its licence cannot be read: run npm ci`);
  });
  const files = names.filter((name) => /^(licen[cs]e|notice|copying)\b/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readText(join(workspace, path, name))));
  if (texts.length > 0) return texts.join('\n\n');
  // Some ship no file, and say it in their sources.
  const comments = new Set<string>();
  for (const module of [...modules].sort())
    for (const [comment] of (await readText(join(workspace, module))).matchAll(
      /(?:^\/\/.*\n?)+|\/\*[\s\S]*?\*\//gm,
    ))
      if (/copyright/i.test(comment)) comments.add(comment.trim());
  return [...comments].join('\n\n');
}

/** Line ends as they are here, no trailing space. */
const readText = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8'))
    .replace(/^\uFEFF/, '')
    .replace(/[ \t]*\r?\n/g, '\n')
    .trim();
