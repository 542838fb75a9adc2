import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ManifestUtil } from '@microsoft/app-manifest';
import { strToU8, zipSync } from 'fflate';
import { fail } from '../../lib/errors.ts';
import { MANIFESTS } from '../../lib/paths.ts';

const FOLDER = join(MANIFESTS, 'teams');
/** Width and height in pixels, as Teams wants them. */
const ICONS = { 'color.png': 192, 'outline.png': 32 } as const;

type Wanted = { appId: string; publicUrl: string; version: string };

/**
 * The app as Teams takes it: a zip of the manifest, filled in, and its icons.
 * @throws `invalid` with all that Teams would refuse
 */
export async function teamsPackage(wanted: Wanted): Promise<Uint8Array> {
  if (!wanted.publicUrl.startsWith('https://')) {
    fail('invalid', 'Teams takes an address that begins with https:// only: set PUBLIC_URL.');
  }
  const manifest = filledIn(await readFile(join(FOLDER, 'manifest.json'), 'utf8'), wanted);
  const icons = Object.fromEntries(
    await Promise.all(
      Object.keys(ICONS).map(async (name) => [name, await readFile(join(FOLDER, name))] as const),
    ),
  );
  const problems = [
    ...(await manifestProblems(JSON.parse(manifest))),
    ...Object.entries(ICONS).flatMap(([name, size]) => iconProblems(name, icons[name], size)),
  ];
  if (problems.length > 0) fail('invalid', `Teams would not take this app:\n${problems.join('\n')}`);
  return zipSync({ 'manifest.json': strToU8(manifest), ...icons });
}

function filledIn(template: string, { appId, publicUrl, version }: Wanted): string {
  const values: Record<string, string> = {
    ...{ MicrosoftAppId: appId, PUBLIC_URL: publicUrl, VERSION: version },
    PUBLIC_HOST: new URL(publicUrl).host,
  };
  return template.replace(/\{\{(\w+)\}\}/g, (found, name: string) => {
    const value = values[name];
    return value === undefined ? found : JSON.stringify(value).slice(1, -1);
  });
}

type Manifest = { $schema: string; manifestVersion: string };

/** By Microsoft's own schema, which comes with its package: Teams would fetch it from the address in the manifest. */
export async function manifestProblems(manifest: Manifest): Promise<string[]> {
  const build = createRequire(import.meta.url).resolve('@microsoft/app-manifest');
  const path = join(
    build,
    '../json-schemas/teams',
    `v${manifest.manifestVersion}`,
    'MicrosoftTeams.schema.json',
  );
  // Its expressions have \a in them, which is none of JavaScript's.
  const schema = (await readFile(path, 'utf8')).replaceAll('\\\\a', '\\\\x07');
  type Arguments = Parameters<typeof ManifestUtil.validateManifestAgainstSchema>;
  return ManifestUtil.validateManifestAgainstSchema(
    manifest as unknown as Arguments[0],
    JSON.parse(schema) as Arguments[1],
  );
}

/** PNG tells its size in its first bytes: https://www.w3.org/TR/png-3/#11IHDR */
function iconProblems(name: string, bytes: Buffer | undefined, size: number): string[] {
  const header = bytes && bytes.length > 24 && bytes.subarray(1, 4).toString() === 'PNG';
  const [width, height] = header ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : [];
  return width === size && height === size ? [] : [`${name} must be a PNG of ${size} x ${size} pixels`];
}
