import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { manifestProblems, teamsPackage } from '../../../src/channels/teams/package.ts';
import { APP } from '../../support/teams/state.ts';

const wanted = { appId: APP, publicUrl: 'https://desk.example.com', version: '1.2.3' };
type Manifest = Parameters<typeof manifestProblems>[0] & Record<string, unknown>;

async function packed() {
  const files = unzipSync(await teamsPackage(wanted));
  const manifest = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()) as Manifest;
  return { files, manifest };
}

test('the package has what Teams wants, filled in', async () => {
  const { files, manifest } = await packed();
  expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
  expect(JSON.stringify(manifest)).not.toContain('{{');
  expect(manifest).toMatchObject({
    ...{ id: APP, version: '1.2.3', validDomains: ['desk.example.com'] },
    bots: [{ botId: APP, scopes: ['personal', 'team', 'groupChat'], supportsFiles: true }],
    composeExtensions: [
      {
        botId: APP,
        commands: [
          { id: 'create_ticket', context: ['message', 'compose'] },
          { id: 'add_to_timeline', context: ['message'] },
        ],
      },
    ],
    webApplicationInfo: { id: APP },
    authorization: {
      permissions: {
        resourceSpecific: [
          'ChannelMessage.Read.Group',
          'Channel.Create.Group',
          'ChannelSettings.Read.Group',
        ].map((name) => ({ name, type: 'Application' })),
      },
    },
  });
});

test('it passes Microsoft’s own schema, which finds what is wrong', async () => {
  const { manifest } = await packed();
  expect(await manifestProblems(manifest)).toEqual([]);
  expect(await manifestProblems(Object.assign({ ...manifest }, { id: 'nobody', surplus: 1 }))).not.toEqual(
    [],
  );
});

test('no package is made for an address that Teams does not reach', async () => {
  await expect(teamsPackage({ ...wanted, publicUrl: 'http://127.0.0.1:3000' })).rejects.toThrow('https://');
});
