import { createHash } from 'node:crypto';
import { Factories } from '@cyclonedx/cyclonedx-library/Contrib/License';
import {
  ComponentScope,
  ComponentType,
  HashAlgorithm,
  LifecyclePhase,
} from '@cyclonedx/cyclonedx-library/Enums';
import { Bom, Component, HashDictionary, Metadata, Property } from '@cyclonedx/cyclonedx-library/Models';
import { JSON as Json, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import parseExpression from 'spdx-expression-parse';
import type { App } from './app.js';
import type { ShippedPackage } from './shipped-packages.js';

export interface Artifact {
  /** SHA-256 of the zip, or of the image's bundle. */
  readonly sha256: Buffer;
  /** `node:24.21.0-bookworm-slim`; a zip has none. */
  readonly baseImage?: string;
}

/**
 * What is in an artifact as CycloneDX 1.6, JSON. The same artifact gives the same text: there is no time in it, and its
 * serial number is made of what it says.
 */
export function billOfMaterials(app: App, shipped: readonly ShippedPackage[], artifact: Artifact): string {
  const { path: own } = shipped.find(({ path }) => path === `apps/${app.folderName}`) ?? {};
  if (own === undefined) throw new Error(`${app.name} has no code of its own in its bundle`);
  const components = new Map(shipped.map((one) => [one.path, asComponent(one)]));
  for (const { path, needs } of shipped)
    for (const need of needs) {
      const needed = components.get(need);
      if (needed !== undefined) components.get(path)?.dependencies.add(needed.bomRef);
    }
  const main = components.get(own) as Component;
  main.type = artifact.baseImage === undefined ? ComponentType.Application : ComponentType.Container;
  if (artifact.baseImage === undefined)
    main.hashes.set(HashAlgorithm['SHA-256'], artifact.sha256.toString('hex'));
  else main.properties.add(new Property('sluice:bundle:sha256', artifact.sha256.toString('hex')));
  components.delete(own);
  const bom = new Bom({ metadata: new Metadata({ component: main }) });
  bom.metadata.lifecycles.add(LifecyclePhase.Build);
  for (const component of components.values()) bom.components.add(component);
  if (artifact.baseImage !== undefined) {
    const base = baseComponent(artifact.baseImage);
    bom.components.add(base);
    main.dependencies.add(base.bomRef);
  }
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  const serialize = () => `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
  bom.serialNumber = `urn:uuid:${uuidOf(serialize())}`;
  return serialize();
}

const licences = new Factories.LicenseFactory((expression) => void parseExpression(expression));

function asComponent({ isOfWorkspace, ...shipped }: ShippedPackage): Component {
  const { name, version, license, integrity, bytes, isOptional } = shipped;
  const [scope, local] = name.startsWith('@') ? (name.split('/') as [string, string]) : [undefined, name];
  // Packages of this workspace are on no registry, where that name would be another's.
  const purl = isOfWorkspace ? undefined : `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const component = new Component(ComponentType.Library, local, {
    ...(scope === undefined ? {} : { group: scope }),
    version,
    bomRef: purl ?? `${name}@${version}`,
    ...(purl === undefined ? {} : { purl }),
    scope: isOptional ? ComponentScope.Optional : ComponentScope.Required,
    hashes: new HashDictionary(
      integrity === undefined ? [] : [['SHA-512' as HashAlgorithm, sha512(integrity)]],
    ),
  });
  component.licenses.add(licences.makeFromString(license));
  component.properties.add(
    bytes > 0
      ? new Property('sluice:bundled:bytes', String(bytes))
      : new Property('sluice:installed', 'npm ci'),
  );
  return component;
}

function sha512(integrity: string): string {
  const [, base64] = /^sha512-(\S+)$/.exec(integrity) ?? [];
  if (base64 === undefined) throw new Error(`${integrity} is no SHA-512`);
  return Buffer.from(base64, 'base64').toString('hex');
}

/** An image of Docker Hub's official ones, by tag or by tag and digest. */
function baseComponent(image: string): Component {
  const [, name, tag, digest] = /^([a-z]+):([\w.-]+)(?:@(sha256:[0-9a-f]{64}))?$/.exec(image) ?? [];
  if (name === undefined || tag === undefined) throw new Error(`${image} is no official image with a tag`);
  const purl = `pkg:docker/${name}@${tag}`;
  const component = new Component(ComponentType.Container, name, { version: tag, bomRef: purl, purl });
  if (digest !== undefined) component.properties.add(new Property('sluice:image:digest', digest));
  component.properties.add(new Property('sluice:image:base', image));
  return component;
}

/** The form of RFC 9562 for a UUID that is made in a way of one's own, version 8. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
