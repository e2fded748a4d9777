import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasRunnersTools, ScriptFolder } from './run-script.testing.js';
import { scriptOf, workflows, type Step } from './workflow-files.testing.js';
import { root } from '../workspace-root.testing.js';

const script = (name: string, matches: (step: Step) => boolean) => {
  const found = workflows().find(({ path }) => path.endsWith(`/${name}.yml`));
  if (!found) throw new Error(`no workflow ${name}`);
  return scriptOf(found, matches);
};

const programs = ['released.cjs', 'projects.cjs'].map((name) => `tools/workspace/bin/${name}`);

/** A workspace of the app `one` and the library `two`, with what tells what was released. */
function writeProjects(folder: ScriptFolder, versions: { readonly one: string; readonly two: string }): void {
  folder.write('package.json', JSON.stringify({ workspaces: ['apps/*', 'libs/*'] }));
  const { one, two } = versions;
  const targets = { package: {} };
  folder.write('apps/one/package.json', JSON.stringify({ version: one, nx: { name: 'one', targets } }));
  folder.write('libs/two/package.json', JSON.stringify({ version: two, nx: { name: 'two' } }));
  for (const program of programs) folder.write(program, readFileSync(join(root, program), 'utf8'));
}

let folder: ScriptFolder;
beforeEach(() => {
  folder = new ScriptFolder();
});
afterEach(() => folder.remove());

describe.skipIf(!hasRunnersTools)('a release', () => {
  it.each([
    ['1', 0],
    ['0', 1],
  ])('wants ci to have passed: %s runs did', (runs, status) => {
    folder.standIn('gh', `echo ${runs}`);
    expect(folder.run(script('release', ({ name }) => name === 'this commit passed')).status).toBe(status);
  });

  it.each([
    [{ PROJECTS: '', DRY_RUN: 'true' }, '--skip-publish --dry-run'],
    [{ PROJECTS: '', DRY_RUN: 'false' }, '--skip-publish'],
    [{ PROJECTS: 'a,b; rm *', DRY_RUN: 'false' }, '--skip-publish --projects=a,b; rm *'],
    [{ PROJECTS: '', DRY_RUN: 'anything else' }, '--skip-publish --dry-run'],
  ])('of %o is nx release %s', (env, options) => {
    for (const program of ['git', 'npx']) folder.standIn(program);
    const { calls, status } = folder.run(
      script('release', ({ name }) => name === 'nx release'),
      env,
    );
    expect([status, calls.at(-1)]).toEqual([0, `npx --no-install nx release ${options}`]);
  });

  it('is told by the tags of its commit, the apps among it by themselves', () => {
    const released = script('release', ({ id }) => id === 'released');
    folder.git('init', '--quiet');
    writeProjects(folder, { one: '0.1.0', two: '0.9.0' });
    folder.git('add', '.');
    folder.git('commit', '--quiet', '--message', 'all');
    const before = folder.git('rev-parse', 'HEAD');
    folder.git('tag', 'one@0.1.0');
    expect(folder.run(released, { GITHUB_SHA: before }).output).toBe(
      `commit=${before}\nreleased=[]\napps=[]\n`,
    );
    writeProjects(folder, { one: '0.2.0', two: '1.0.0' });
    folder.git('commit', '--quiet', '--all', '--message', 'new versions');
    for (const tag of ['one@0.2.0', 'two@1.0.0']) folder.git('tag', tag);
    const { status, output, summary } = folder.run(released, { GITHUB_SHA: before });
    const one = { project: 'one', version: '0.2.0', tag: 'one@0.2.0', root: 'apps/one', packaged: true };
    const two = { project: 'two', version: '1.0.0', tag: 'two@1.0.0', root: 'libs/two', packaged: false };
    expect([status, summary]).toEqual([0, '- one@0.2.0\n- two@1.0.0\n']);
    expect(output).toContain(`released=${JSON.stringify([one, two])}\napps=${JSON.stringify([one])}\n`);
  });

  it('has its own part of the changelog, and what deploys where there is something', () => {
    folder.standIn('gh', 'cat notes.md >> notes');
    writeProjects(folder, { one: '0.2.0', two: '1.0.0' });
    folder.write(
      'apps/one/CHANGELOG.md',
      '## 0.2.0 (2026-01-31)\n\n- two\n\n### Fixes\n\n- three\n\n## 0.1.0\n\n- one\n',
    );
    folder.write('libs/two/CHANGELOG.md', '# 1.0.0 (2026-01-31)\n\n- first\n\n## 0.9.0\n\n- zeroth\n');
    for (const name of ['0.2.0.zip', '0.2.0.cdx.json', '0.2.0x.txt'])
      folder.write(`artifacts/artifact-one/${name}`, '');
    const { status, calls } = folder.run(
      script('release', ({ env }) => env?.['RELEASED'] !== undefined),
      {
        RELEASED: JSON.stringify([
          { project: 'one', version: '0.2.0', tag: 'one@0.2.0' },
          { project: 'two', version: '1.0.0', tag: 'two@1.0.0' },
        ]),
      },
    );
    const folderOfOne = 'artifacts/artifact-one';
    const created = (tag: string, title: string, files: string) =>
      `gh release create ${tag} --verify-tag --latest=false --title ${title} --notes-file notes.md ${files}`.trim();
    expect([status, ...calls.map((call) => call.trim())]).toEqual([
      0,
      created('one@0.2.0', 'one 0.2.0', `${folderOfOne}/0.2.0.zip ${folderOfOne}/0.2.0.cdx.json`),
      created('two@1.0.0', 'two 1.0.0', ''),
    ]);
    expect(readFileSync(join(folder.work, 'notes'), 'utf8')).toBe('- two\n\n### Fixes\n\n- three\n- first\n');
  });

  it('builds its image on a base that is named by its bytes, and moves no version', () => {
    folder.write(
      'artifact/0.2.0/Dockerfile',
      'ARG NODE_IMAGE=node:24.21.0-bookworm-slim\nFROM ${NODE_IMAGE}\n',
    );
    const env = { APPS: JSON.stringify([{ project: 'fargate-processor', version: '0.2.0' }]) };
    const image = script('release', ({ id }) => id === 'image');
    folder.standIn(
      'docker',
      `case "$*" in
        *inspect*ghcr*) exit 1 ;;
        *inspect*) echo '{"digest":"sha256:base"}' ;;
        *build*) echo '{"containerimage.digest":"sha256:image"}' > metadata.json ;;
      esac`,
    );
    const { status, calls, output } = folder.run(image, env);
    expect(status).toBe(0);
    expect(output).toBe('name=ghcr.io/example/sluice/fargate-processor\ndigest=sha256:image\n');
    const build = calls.at(-1) ?? '';
    expect(build).toContain('NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:base ');
    expect(build).toContain('--platform linux/amd64,linux/arm64 ');
    expect(build).toMatch(/--provenance mode=max --sbom true .* artifact\/0\.2\.0$/);
    folder.standIn('docker');
    const again = folder.run(image, env);
    expect([again.status, again.calls.filter((call) => call.includes('build --'))]).toEqual([1, []]);
    expect(again.said).toContain('versions do not move');
  });
});

const apps = ['s3-trigger-lambda', 'kinesis-transform-lambda', 'dlq-redrive-lambda', 'fargate-processor'];

describe.skipIf(!hasRunnersTools)('a deployment', () => {
  const env = { FOLDER: 'dev', ENVIRONMENT: 'dev' };
  beforeEach(() => folder.write('dev/main.tf', ''));

  describe('of versions', () => {
    const versions = (asked: unknown, running: Record<string, string> = {}) => {
      folder.standIn('terraform', `echo '${JSON.stringify({ versions: { value: running } })}'`);
      const run = folder.run(
        script('deploy', ({ name }) => name === 'versions'),
        { ...env, ASKED: JSON.stringify(asked) },
      );
      const file = join(folder.work, 'dev/versions.auto.tfvars.json');
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
      return { ...run, versions: (JSON.parse(text) as { versions?: Record<string, string> }).versions };
    };

    beforeEach(() => {
      folder.git('init', '--quiet');
      folder.git('commit', '--quiet', '--allow-empty', '--message', 'all');
      for (const app of apps)
        for (const version of ['0.1.0', '0.2.0', '0.10.0']) folder.git('tag', `${app}@${version}`);
    });

    it('starts with the newest that have a tag', () => {
      expect(versions([])).toMatchObject({
        status: 0,
        versions: Object.fromEntries(apps.map((app) => [app, '0.10.0'])),
      });
    });

    it('changes what is asked for, and nothing else', () => {
      const running = Object.fromEntries(apps.map((app) => [app, '0.2.0']));
      const asked = [{ project: 'fargate-processor', version: '0.1.0', tag: 'fargate-processor@0.1.0' }];
      expect(versions(asked, running).versions).toEqual({ ...running, 'fargate-processor': '0.1.0' });
    });

    it.each([
      [
        'a version that was never released',
        [{ project: 'fargate-processor', version: '0.3.0' }],
        'has no version “0.3.0”',
      ],
      ['a word that is none', [{ project: 'fargate-processor', version: '$(id) ../..' }], 'has no version'],
      ['no app', [{ project: 'contracts', version: '0.1.0' }], 'contracts: no app that deploys'],
    ])('is refused for %s', (_what, asked, message) => {
      const { status, said } = versions(asked);
      expect(status).toBe(1);
      expect(said).toContain(message);
    });
  });

  it.each([
    [0, 0, 'false'],
    [2, 0, 'true'],
    [1, 1, undefined],
  ])('whose plan ends with %i fails with %i, and has changes: %s', (planned, status, changes) => {
    folder.standIn('terraform', `case "$*" in *" plan "*) exit ${planned} ;; *) echo 'the plan' ;; esac`);
    const run = folder.run(
      script('deploy', ({ id }) => id === 'plan'),
      env,
    );
    expect([run.status, /changes=(.*)/.exec(run.output)?.[1]]).toEqual([status, changes]);
    expect(run.summary.includes('the plan')).toBe(status === 0);
  });

  it('applies the plan that was kept, and no other', () => {
    folder.standIn('terraform', "echo '{}'");
    folder.standIn('aws', '[[ "$5" == s3://* ]] && cp "$4" "$0.kept" || cp "$0.kept" "$5"');
    for (const name of ['deploy.tfplan', '.terraform.lock.hcl', 'versions.auto.tfvars.json'])
      folder.write(`dev/${name}`, name);
    const kept = folder.run(
      script('deploy', ({ id }) => id === 'keep'),
      { ...env, PLANS: 's3://example/plans' },
    );
    const [, digest = ''] = /digest=(.*)/.exec(kept.output) ?? [];
    expect([kept.status, digest.length, kept.calls[0]]).toEqual([
      0,
      64,
      'aws s3 cp --only-show-errors plan.tgz s3://example/plans/42.tgz',
    ]);
    const read = (DIGEST: string) =>
      folder.run(
        script('deploy', ({ name }) => name === 'the plan that was read'),
        { ...env, PLANS: 's3://example/plans', DIGEST, BACKEND: 'bucket = "b"\n', VALUES: 'region = "r"' },
      );
    expect(read(digest).status).toBe(0);
    expect(read('0'.repeat(64)).status).toBe(1);
    expect(readFileSync(join(folder.work, 'dev/terraform.tfvars'), 'utf8')).toBe('region = "r"\n');
  });

  describe('of artifacts', () => {
    const publish = (there: boolean, verified = true) => {
      folder.write(
        'outputs.json',
        JSON.stringify({ repository_url: { value: 'account.example/sluice-dev-processor' } }),
      );
      folder.write(
        'dev/versions.auto.tfvars.json',
        JSON.stringify({ versions: Object.fromEntries(apps.map((app) => [app, '0.2.0'])) }),
      );
      folder.standIn('aws', `case "$2" in head-object | describe-images) exit ${there ? 0 : 1} ;; esac`);
      folder.standIn('gh', `[ "$1" != attestation ] || exit ${verified ? 0 : 1}`);
      folder.standIn('docker', `[ "$3" != inspect ] || echo '{"digest":"sha256:image"}'`);
      return folder.run(
        script('deploy', ({ name }) => name === 'artifacts'),
        { ...env, BUCKET: 'example-artifacts' },
      );
    };
    const writes = (calls: string[]) => calls.filter((call) => /put-object|imagetools create/.test(call));

    it('brings what was released, once it is known to be that', () => {
      const { status, calls } = publish(false);
      expect(status).toBe(0);
      expect(writes(calls)).toEqual([
        ...apps
          .slice(0, 3)
          .map(
            (app) =>
              `aws s3api put-object --bucket example-artifacts --key ${app}/0.2.0.zip --body downloaded/${app}/0.2.0.zip --if-none-match *`,
          ),
        'docker buildx imagetools create --tag account.example/sluice-dev-processor:0.2.0 ghcr.io/example/sluice/fargate-processor@sha256:image',
      ]);
      for (const write of writes(calls))
        expect(calls[calls.indexOf(write) - 1]).toMatch(
          /^gh attestation verify \S+0\.2\.0\.zip|^gh attestation verify oci:\/\/\S+@sha256:image/,
        );
      expect(
        calls.filter((call) =>
          call.includes('--signer-workflow Example/sluice/.github/workflows/release.yml'),
        ),
      ).toHaveLength(4);
    });

    it('brings nothing that is there', () => {
      const { status, calls } = publish(true);
      expect([status, writes(calls)]).toEqual([0, []]);
    });

    it('stops at what nobody vouches for', () => {
      const { status, calls } = publish(false, false);
      expect([status, writes(calls)]).toEqual([1, []]);
    });
  });

  it.each([
    [
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:admin',
      ' --admin-secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:admin',
    ],
    [null, ''],
  ])('makes tables as %s', (secret, flags) => {
    folder.write(
      'outputs.json',
      JSON.stringify({
        warehouse_admin_secret_arn: { value: secret },
        processor_role_name: { value: 'processor' },
        sweep_role_name: { value: 'sweep' },
      }),
    );
    folder.standIn('npx');
    const { calls } = folder.run(script('deploy', ({ name }) => name === 'tables'));
    expect(calls).toEqual([
      `npx --no-install sluice migrate --yes --outputs outputs.json${flags} --grant-to IAMR:processor --read-only-to IAMR:sweep`,
    ]);
  });
});
