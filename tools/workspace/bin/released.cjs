#!/usr/bin/env node
'use strict';
// What was released at this commit, for the workflow that packages it: every project whose tag `<project>@<version>`
// points at HEAD, as one line of JSON. Needs Git, and nothing that is installed or built.
var childProcess = require('child_process');
var fs = require('fs');
var path = require('path');

var workspace = require('./projects.cjs');

var root = workspace.root;
var projectsByName = workspace.projectsByName;
var usage = 'usage: released.cjs [--apps | --notes <project>]\n';

/**
 * `[{project, version, tag, root, packaged}]`, sorted by tag; empty when nothing was released here. Tags of other shapes are
 * passed over. Throws when a tag says another version than the project's package.json: such a commit is not what was released.
 */
function released() {
  var projects = projectsByName();
  var tags = childProcess.execFileSync('git', ['tag', '--points-at', 'HEAD'], {
    cwd: root,
    encoding: 'utf8',
  });
  return tags
    .split('\n')
    .sort()
    .reduce(function (found, tag) {
      var parts = /^([a-z0-9-]+)@(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/.exec(tag);
      if (!parts || !projects[parts[1]]) return found;
      var project = projects[parts[1]];
      if (project.version !== parts[2])
        throw new Error(
          'the tag ' + tag + ' is at HEAD, but ' + project.root + '/package.json says ' + project.version,
        );
      return found.concat({
        project: parts[1],
        version: parts[2],
        tag: tag,
        root: project.root,
        packaged: project.packaged,
      });
    }, []);
}

/** The changelog's entry of a project's version, without its heading; empty for a first release, which writes none. */
function notes(name) {
  var project = projectsByName()[name];
  if (!project) throw new Error('no project is called ' + name);
  var file = path.join(root, project.root, 'CHANGELOG.md');
  if (!fs.existsSync(file)) return '';
  // The heading of a new major version has one #, any other two.
  var sections = ('\n' + fs.readFileSync(file, 'utf8')).split(/\n##? (?=\d)/).slice(1);
  var section = sections.filter(function (text) {
    return text.split(/\s/)[0] === project.version;
  })[0];
  return section ? section.replace(/^.*\n*/, '').trim() + '\n' : '';
}

function main(args) {
  if (args.length === 0) return JSON.stringify(released()) + '\n';
  if (args.length === 1 && args[0] === '--apps')
    return (
      JSON.stringify(
        released().filter(function (one) {
          return one.packaged;
        }),
      ) + '\n'
    );
  if (args.length === 2 && args[0] === '--notes') return notes(args[1]);
  return undefined;
}

try {
  var output = main(process.argv.slice(2));
  if (output === undefined) {
    process.stderr.write(usage);
    process.exitCode = 2;
  } else process.stdout.write(output);
} catch (error) {
  process.stderr.write(error.message + '\n');
  process.exitCode = 1;
}
