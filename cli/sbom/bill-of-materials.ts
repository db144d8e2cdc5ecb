import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import satisfies from 'spdx-satisfies';
import type { LockedPackage } from '../supply-chain/lockfile.ts';
import type { DeployedFunction } from './deployed-functions.ts';

interface Project {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** It only has to throw where the text is no SPDX expression. */
const licences = new Contrib.License.Factories.LicenseFactory((expression) => satisfies(expression, []));
const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));

/** CycloneDX as JSON. The same code gives the same text: it carries no time and no serial number. */
export function billOfMaterials(project: Project, functions: readonly DeployedFunction[]): string {
  const bom = new Models.Bom();
  const whole = application(project.name, project);
  bom.metadata.component = whole;
  const packages = new Map<string, Models.Component>();
  for (const deployed of functions) {
    const part = application(`function:${deployed.name}`, project);
    part.hashes.set(Enums.HashAlgorithm['SHA-256'], deployed.sha256);
    for (const found of deployed.packages) {
      const known = packages.get(purl(found)) ?? library(found);
      packages.set(purl(found), known);
      part.dependencies.add(known.bomRef);
    }
    whole.dependencies.add(part.bomRef);
    bom.components.add(part);
  }
  for (const component of packages.values()) bom.components.add(component);
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function application(name: string, { version, license }: Project) {
  const component = new Models.Component(Enums.ComponentType.Application, name, { bomRef: name, version });
  component.licenses.add(licences.makeFromString(license));
  return component;
}

function library(found: LockedPackage) {
  const { name, version, license, integrity = '' } = found;
  const component = new Models.Component(Enums.ComponentType.Library, name, { bomRef: purl(found), version });
  component.purl = purl(found);
  if (license) component.licenses.add(licences.makeFromString(license));
  component.hashes.set(Enums.HashAlgorithm['SHA-512'], hex(integrity));
  return component;
}

/** A package URL. */
const purl = ({ name, version }: LockedPackage) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** The lockfile has checksums as `sha512-<base64>`. */
const hex = (integrity: string) => Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
