import { describe, expect, it } from 'vitest';
import { billOfMaterials } from '../../../cli/sbom/bill-of-materials.ts';
import { packagesIn } from '../../../cli/sbom/deployed-functions.ts';

const aPackage = (path: string, version = '1.0.0') => ({
  path,
  name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  version,
  license: '(MIT AND Zlib)',
  integrity: `sha512-${Buffer.alloc(64, version).toString('base64')}`,
});

const [zod, codec, innerCodec] = [
  aPackage('node_modules/zod', '4.6.7'),
  aPackage('node_modules/@data/codec'),
  aPackage('node_modules/zod/node_modules/@data/codec', '2.0.0'),
];

describe('telling the packages of a bundle', () => {
  it('names each once, however many of its files are in it', () => {
    const sources = ['node_modules/zod/index.js', 'node_modules/zod/lib/parse.js', 'functions/order-api/handler.ts'];

    expect(packagesIn(sources, [zod, codec])).toEqual([zod]);
  });

  it('tells two versions of a package apart by where they lie', () => {
    const sources = ['node_modules/zod/node_modules/@data/codec/index.js', 'node_modules/@data/codec/index.js'];

    expect(packagesIn(sources, [zod, codec, innerCodec])).toEqual([innerCodec, codec]);
  });

  it('refuses a package that the lockfile does not know', () => {
    expect(() => packagesIn(['node_modules/stranger/index.js'], [zod])).toThrow(
      'node_modules/stranger is bundled and is not in the lockfile',
    );
  });
});

describe('writing the bill of materials', () => {
  const project = { name: 'chargeonce', version: '0.1.0', license: 'Apache-2.0' };
  const api = { name: 'order-api', sha256: 'ab'.repeat(32), packages: [zod, codec] };
  const publisher = { name: 'outbox-publisher', sha256: 'cd'.repeat(32), packages: [innerCodec, zod] };
  const text = billOfMaterials(project, [api, publisher]);
  const bill: unknown = JSON.parse(text);

  it('names each function with the checksum of its bundle, and what is in which', () => {
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { type: 'application', name: 'chargeonce', version: '0.1.0' } },
      components: expect.arrayContaining([
        expect.objectContaining({
          'bom-ref': 'function:order-api',
          hashes: [{ alg: 'SHA-256', content: 'ab'.repeat(32) }],
        }),
      ]),
      dependencies: expect.arrayContaining([
        { ref: 'chargeonce', dependsOn: ['function:order-api', 'function:outbox-publisher'] },
        { ref: 'function:order-api', dependsOn: ['pkg:npm/%40data/codec@1.0.0', 'pkg:npm/zod@4.6.7'] },
        { ref: 'function:outbox-publisher', dependsOn: ['pkg:npm/%40data/codec@2.0.0', 'pkg:npm/zod@4.6.7'] },
      ]),
    });
  });

  it('names a package with its version, licence, address and the checksum of the lockfile', () => {
    expect(bill).toHaveProperty(
      'components',
      expect.arrayContaining([
        {
          type: 'library',
          name: '@data/codec',
          version: '2.0.0',
          'bom-ref': 'pkg:npm/%40data/codec@2.0.0',
          purl: 'pkg:npm/%40data/codec@2.0.0',
          licenses: [{ expression: '(MIT AND Zlib)' }],
          hashes: [{ alg: 'SHA-512', content: Buffer.alloc(64, '2.0.0').toString('hex') }],
        },
      ]),
    );
    expect(bill).toHaveProperty('components.length', 5);
  });

  it('is the same text for the same code, in whatever order it is found', () => {
    const turned = { ...publisher, packages: publisher.packages.toReversed() };

    expect(billOfMaterials(project, [turned, api])).toBe(text);
    expect(text).not.toMatch(/timestamp|serialNumber/);
  });
});
